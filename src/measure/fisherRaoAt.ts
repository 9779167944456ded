import { dot } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

/** Squared Fisher–Rao norms of the parameters. */
export interface FisherRao {
  /** ⟨w, Iw⟩ = (1/N) Σ ⟨w, ∇ℓ_i⟩², I the second moment of the examples' gradients with the targets of the data; in loss². */
  readonly empirical: number;
  /** ⟨w, Gw⟩, G the Gauss–Newton matrix: the Fisher information, with targets drawn from the model, where the loss is a negative log-likelihood; in loss. Null without outputs. */
  readonly model: number | null;
}

/**
 * The squared Fisher–Rao norm ‖w‖²_fr = ⟨w, I(w)w⟩ (Liang, Poggio, Rakhlin & Stokes 2019, definition 2), which no reparametrisation of the network's function by rescaling changes. For
 * networks without biases whose D layers have positively homogeneous activations it is D² · mean ⟨∂ℓ_i/∂f, f(x_i)⟩² (ibid., theorem 3.1 with D = L + 1), and with G instead of I
 * D² · mean ⟨f, ∇²ℓ f⟩. I is the empirical one here, over the training data; `model` is theirs over the model's own targets. N single-example gradients.
 */
export function fisherRaoAt(point: Point): FisherRao {
  const { objective, parameters } = point;
  const work = new Float64Array(objective.size);
  let sum = 0;
  for (let i = 0; i < objective.examples; i++) {
    objective.gradient(parameters, work, Int32Array.of(i));
    const along = dot(parameters, work);
    sum += along * along;
  }
  objective.gaussNewtonVector?.(parameters, parameters, work);
  return { empirical: sum / objective.examples, model: objective.gaussNewtonVector === undefined ? null : dot(parameters, work) };
}

export const behaviour: MeasureBehaviour<object> = {
  columns: () => [
    {
      name: "fisherRaoNormSquared",
      unit: "loss²",
      meaning: "⟨w, Iw⟩ = (1/N)Σ⟨w, ∇ℓ_i⟩², the empirical Fisher–Rao norm (Liang et al. 2019)",
    },
    {
      name: "modelFisherRaoNormSquared",
      unit: "loss",
      meaning: "⟨w, Gw⟩, G the Gauss–Newton matrix, the Fisher information where the loss is a likelihood; null without outputs",
    },
  ],
  begin:
    () =>
    ({ point }) => {
      const { empirical, model } = fisherRaoAt(point);
      return [finiteOrNull(empirical), model === null ? null : finiteOrNull(model)];
    },
};
