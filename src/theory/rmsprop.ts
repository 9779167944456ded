import { adam } from "./adam.ts";
import type { ModifiedFlow } from "./prediction.ts";

/** RMSProp as theory has it: ε under the root, no bias correction, full batch. */
export interface RmspropRule {
  readonly stepSize: number;
  /** α of the average of squares (β₂ elsewhere). */
  readonly alpha: number;
  readonly epsilon: number;
}

/** RMSProp late in training: `adam` with β₁ = 0, ẇ_j = −(g_j + b_j)/s_j, b_j = (η/2)[1 − (1 + α)/(1 − α)·g_j²/s_j²]·∂_jΣ_i s_i (Cattaneo, Klusowski & Shigida 2024). */
export function rmsprop({ stepSize, alpha, epsilon }: RmspropRule): ModifiedFlow {
  return {
    ...adam({ stepSize, beta1: 0, beta2: alpha, epsilon }),
    name: "rmsprop",
  };
}
