import { accuracy } from "./accuracy.ts";
import { centralFlowVariance } from "./centralFlowVariance.ts";
import { chaosHorizon } from "./chaosHorizon.ts";
import { directionalSharpness } from "./directionalSharpness.ts";
import { distance } from "./distance.ts";
import { eigenvalues } from "./eigenvalues.ts";
import { gradientNoise } from "./gradientNoise.ts";
import { gradientNormSquared } from "./gradientNormSquared.ts";
import { hessianTrace } from "./hessianTrace.ts";
import { invariants } from "./invariants.ts";
import { loss } from "./loss.ts";
import { modifiedLoss } from "./modifiedLoss.ts";
import { parameters } from "./parameters.ts";
import { perturbationSensitivity } from "./perturbationSensitivity.ts";
import { sharpness } from "./sharpness.ts";
import { smallestEigenvalue } from "./smallestEigenvalue.ts";
import { spectralDensity } from "./spectralDensity.ts";
import { blockCurvature } from "./blockCurvature.ts";
import { fisherRao } from "./fisherRao.ts";
import { gaussNewton } from "./gaussNewton.ts";
import { noiseSpectrum } from "./noiseSpectrum.ts";
import { relativeFlatness } from "./relativeFlatness.ts";
import { sharpnessGradient } from "./sharpnessGradient.ts";
import { adaptiveSharpness } from "./adaptiveSharpness.ts";
import { boxSharpness } from "./boxSharpness.ts";
import { criticalSharpness } from "./criticalSharpness.ts";
import { perturbationRadius } from "./perturbationRadius.ts";
import { samSharpness } from "./samSharpness.ts";
import { testLoss } from "./testLoss.ts";

/** Every measure, by kind. */
export const measures = {
  loss,
  "test-loss": testLoss,
  accuracy,
  "gradient-norm-squared": gradientNormSquared,
  "modified-loss": modifiedLoss,
  sharpness,
  eigenvalues,
  "smallest-eigenvalue": smallestEigenvalue,
  "hessian-trace": hessianTrace,
  "spectral-density": spectralDensity,
  "sharpness-gradient": sharpnessGradient,
  "relative-flatness": relativeFlatness,
  "noise-spectrum": noiseSpectrum,
  "gauss-newton": gaussNewton,
  "fisher-rao": fisherRao,
  "block-curvature": blockCurvature,
  "gradient-noise": gradientNoise,
  "directional-sharpness": directionalSharpness,
  "critical-sharpness": criticalSharpness,
  "sam-sharpness": samSharpness,
  "adaptive-sharpness": adaptiveSharpness,
  "box-sharpness": boxSharpness,
  "perturbation-sensitivity": perturbationSensitivity,
  "perturbation-radius": perturbationRadius,
  distance,
  parameters,
  invariants,
  "central-flow-variance": centralFlowVariance,
  "chaos-horizon": chaosHorizon,
};
