/**
 * The public face for pages and workers: specs, runs, sweeps in this thread, stores in memory, tables. What needs processes or files
 * is in `index.ts` alone.
 */
export { DataError, NumericalError, SpecError } from "./spec/errors.ts";
export { parseJson } from "./spec/json.ts";
export { canonicalText } from "./spec/canonical.ts";

export { chebyshev } from "./objective/data/chebyshev.ts";
export { digits } from "./objective/data/digits.ts";
export { file } from "./objective/data/file.ts";
export { sparseRegression } from "./objective/data/sparseRegression.ts";
export { spirals } from "./objective/data/spirals.ts";
export { table as examples } from "./objective/data/table.ts";
export { teacher } from "./objective/data/teacher.ts";
export { twoMoons } from "./objective/data/twoMoons.ts";
export { dataSets } from "./objective/data/index.ts";
export { diagonalLinear } from "./objective/model/diagonalLinear.ts";
export { expression } from "./objective/model/expression.ts";
export { mlp } from "./objective/model/mlp.ts";
export { quadratic } from "./objective/model/quadratic.ts";
export { models } from "./objective/model/index.ts";
export { crossEntropy } from "./objective/loss/crossEntropy.ts";
export { logistic } from "./objective/loss/logistic.ts";
export { squaredError } from "./objective/loss/squaredError.ts";
export { losses } from "./objective/loss/index.ts";
export { constant } from "./objective/init/constant.ts";
export { normal } from "./objective/init/normal.ts";
export { run as startOfRun } from "./objective/init/run.ts";
export { uniform } from "./objective/init/uniform.ts";
export { values } from "./objective/init/values.ts";
export { inits } from "./objective/init/index.ts";
export type { Block, Batch, Labels, Objective } from "./objective/objective.ts";
export { Point } from "./objective/point.ts";
export { openRandom, type Purpose, type Random } from "./kernel/random.ts";

export { adam } from "./dynamics/adam.ts";
export { gd } from "./dynamics/gradientDescent.ts";
export { gradientFlow } from "./dynamics/gradientFlow.ts";
export { igrFlow } from "./dynamics/implicitGradientFlow.ts";
export { langevin } from "./dynamics/langevin.ts";
export { minibatchFlow } from "./dynamics/minibatchFlow.ts";
export { covariance as covarianceNoise } from "./dynamics/noise/covariance.ts";
export { gaussian as gaussianNoise } from "./dynamics/noise/gaussian.ts";
export { label as labelNoise } from "./dynamics/noise/label.ts";
export { minibatchDifference as minibatchDifferenceNoise } from "./dynamics/noise/minibatchDifference.ts";
export { gradientNorm as penalty } from "./dynamics/penalty.ts";
export { rmsprop } from "./dynamics/rmsprop.ts";
export { cosineSchedule, linearSchedule, stepSchedule } from "./dynamics/schedule.ts";
export { sam } from "./dynamics/sharpnessAware.ts";
export { sgd } from "./dynamics/stochasticGradientDescent.ts";
export { thirdOrderFlow } from "./dynamics/thirdOrderFlow.ts";
export { dynamics } from "./dynamics/index.ts";
export type { Mover, DynamicsBehaviour } from "./dynamics/dynamics.ts";

export { accuracy } from "./measure/accuracy.ts";
export { directionalSharpness } from "./measure/directionalSharpness.ts";
export { distance } from "./measure/distance.ts";
export { eigenvalues } from "./measure/eigenvalues.ts";
export { gradientNoise } from "./measure/gradientNoise.ts";
export { gradientNormSquared } from "./measure/gradientNormSquared.ts";
export { hessianTrace } from "./measure/hessianTrace.ts";
export { invariants } from "./measure/invariants.ts";
export { loss } from "./measure/loss.ts";
export { modifiedLoss } from "./measure/modifiedLoss.ts";
export { parameters } from "./measure/parameters.ts";
export { perturbationSensitivity } from "./measure/perturbationSensitivity.ts";
export { sharpness } from "./measure/sharpness.ts";
export { smallestEigenvalue } from "./measure/smallestEigenvalue.ts";
export { testLoss } from "./measure/testLoss.ts";
export { measures } from "./measure/index.ts";
export type { Column, MeasureBehaviour, Moment, Value } from "./measure/measure.ts";

export { gradientNormPenalty, implicitGradient } from "./theory/implicitGradient.ts";
export { minibatch, minibatchPartition } from "./theory/minibatch.ts";
export type { ModifiedFlow, ModifiedObjective } from "./theory/modifiedObjective.ts";
export { noiseGradient } from "./theory/noiseGradient.ts";
export * from "./theory/stability.ts";
export { thirdOrder } from "./theory/thirdOrder.ts";

export { objective, type HandObjective } from "./experiment/byHand.ts";
export { type Identified, type LiveRunInput, canonicalRun, identify, identity } from "./experiment/identity.ts";
export type { LiveObjective, LiveSpec } from "./experiment/live.ts";
export { memoryStore } from "./experiment/memoryStore.ts";
export { numericVersion, packageVersion } from "./experiment/numericVersion.ts";
export type { Path, RecordOf, Status } from "./experiment/record.ts";
export { type RunOptions, type RunProgress, check, run } from "./experiment/run.ts";
export { type MeasureInput, type MeasureSpec, type RunInput, type RunSpec, versioned } from "./experiment/runSpec.ts";
export type { Store } from "./experiment/store.ts";
export type { Summary } from "./experiment/summary.ts";
export { type CellResult, type SweepOptions, type SweepProgress, type SweepResult, sweepHere } from "./experiment/sweep.ts";
export { type Cell, type Expansion, type SweepInput, expand } from "./experiment/sweepSpec.ts";
export { type Entry, type Table, type TableOptions, table } from "./experiment/table.ts";
export { tableToCsv, tableToJson } from "./experiment/tableFormats.ts";
export type { RunRecord } from "./experiment/types.ts";
export type { Reason, Until } from "./experiment/until.ts";
