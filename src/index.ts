/** The public face: everything of `browser.ts`, and what needs processes, files, or more code than a page should load. */
export * from "./browser.ts";
export { type DirectoryStore, type Problem, type StoreOptions, openStore } from "./experiment/directoryStore.ts";
export { type ProcessSweepOptions, sweep } from "./experiment/sweepProcesses.ts";
export { jsonSchema } from "./experiment/jsonSchema.ts";
export { tableToParquet } from "./experiment/tableParquet.ts";
export { readingInWords } from "./objective/readingInWords.ts";
export type { Estimate } from "./kernel/estimate.ts";
export type { AdaptiveSharpnessOptions } from "./measure/adaptiveSharpness.ts";
export { type AdaptiveSharpness, adaptiveSharpnessAt } from "./measure/adaptiveSharpnessAt.ts";
export { type BlockCurvature, blockCurvatureAt } from "./measure/blockCurvatureAt.ts";
export type { BoxSharpnessOptions } from "./measure/boxSharpness.ts";
export { boxSharpnessAt } from "./measure/boxSharpnessAt.ts";
export type { CriticalSharpnessOptions } from "./measure/criticalSharpness.ts";
export { type CriticalSharpness, criticalSharpnessAt } from "./measure/criticalSharpnessAt.ts";
export type { CurvatureOptions } from "./measure/curvatureOptions.ts";
export { type FisherRao, fisherRaoAt } from "./measure/fisherRaoAt.ts";
export { type GaussNewton, gaussNewtonAt } from "./measure/gaussNewtonAt.ts";
export { type HessianTraceGradient, type HessianTraceGradientOptions, hessianTraceGradient } from "./measure/hessianTraceGradient.ts";
export type { LargestEigenvalue } from "./measure/largestEigenvalue.ts";
export { type NoiseSpectrum, noiseSpectrumAt } from "./measure/noiseSpectrumAt.ts";
export type { PerturbationRadiusOptions } from "./measure/perturbationRadius.ts";
export { type PerturbationRadius, perturbationRadiusAt } from "./measure/perturbationRadiusAt.ts";
export type { RelativeFlatnessOptions } from "./measure/relativeFlatness.ts";
export { relativeFlatnessAt } from "./measure/relativeFlatnessAt.ts";
export type { SamSharpnessOptions } from "./measure/samSharpness.ts";
export { samSharpnessAt } from "./measure/samSharpnessAt.ts";
export type { SharpnessGradientOptions } from "./measure/sharpnessGradient.ts";
export { type SharpnessGradient, sharpnessGradientAt } from "./measure/sharpnessGradientAt.ts";
export {
  type QuadratureOptions,
  type SpectralDensity,
  type SpectralDensityOptions,
  spectralDensityAt,
} from "./measure/spectralDensityAt.ts";
export { type AdamRule, adam as adamTheory } from "./theory/adam.ts";
export { type DriftToQuiet, driftToQuiet } from "./theory/driftToQuiet.ts";
export {
  type LabelNoise,
  labelNoiseConditions,
  labelNoiseDrift,
  labelNoiseObjective,
  labelNoiseRegulariser,
  labelNoiseStrength,
} from "./theory/labelNoise.ts";
export {
  type BatchDraw,
  type ExampleCurvatures,
  exampleCurvaturesAt,
  type MeanSquareStability,
  meanSquareStability,
} from "./theory/meanSquareStability.ts";
export { momentum as momentumTheory, momentumPenalty } from "./theory/momentum.ts";
export * from "./theory/noiseScale.ts";
export { principal as principalTheory, principalFactor } from "./theory/principal.ts";
export { type SelfStabilisation, selfStabilisation } from "./theory/selfStabilisation.ts";
export { minibatchPartition } from "./theory/minibatch.ts";
export { noiseGradient } from "./theory/noiseGradient.ts";
export * from "./theory/stability.ts";
export * from "./theory/stationaryCovariance.ts";
export { theories } from "./theory/index.ts";
export * from "./experiment/attribution.ts";
export { type DriftCoefficient, type DriftRegression, type DriftRegressionInput, driftRegression } from "./experiment/driftRegression.ts";
export { type RescaledColumn, type RescalingCheck, type RescalingCheckOptions, rescalingCheck } from "./experiment/rescalingCheck.ts";
export { rescaleLayers } from "./objective/rescaleLayers.ts";
export { expand } from "./experiment/sweepSpec.ts";
export { type DriftCandidate, type DriftSetting, driftCandidates } from "./theory/driftCandidates.ts";
export { type Entry, type Table, type TableOptions, table } from "./experiment/table.ts";
export { tableToCsv, tableToJson } from "./experiment/tableFormats.ts";
export { parseJson } from "./spec/json.ts";
export * from "./tensorflow.ts";
export * from "./landscape.ts";
