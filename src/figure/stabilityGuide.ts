import { stableSharpness, stableSharpnessPenalised } from "../theory/stability.ts";
import { formatNumber } from "./text.ts";

/** What of a dynamics decides at which sharpness its steps are stable. */
export interface Descent {
  readonly kind: string;
  readonly stepSize?: number;
  readonly schedule?: object;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly penalty?: { readonly kind: string; readonly coefficient?: number };
}

/**
 * The sharpness at which full-batch steps of descent become unstable on a quadratic, with the words that name it: 2/η, what it is with heavy ball or Nesterov's form, and
 * with a penalty on the norm of the gradient. None for other dynamics, for a step size that changes, and for penalties that are not known here.
 */
export function stabilityOf({
  kind,
  stepSize,
  schedule,
  momentum = 0,
  nesterov = false,
  penalty,
}: Descent): [label: string, level: number][] {
  if ((kind !== "gd" && kind !== "sgd") || schedule !== undefined || stepSize === undefined) return [];
  const level = stableSharpness({ stepSize, momentum, nesterov });
  const name = momentum === 0 ? "2/η" : nesterov ? "(2+2β)/((1+2β)η)" : "(2+2β)/η";
  if (penalty === undefined) return [[`${name} = ${formatNumber(level)}`, level]];
  const { coefficient } = penalty;
  if (penalty.kind !== "gradient-norm" || coefficient === undefined) return [];
  if (coefficient === 0) return [[`${name} = ${formatNumber(level)}`, level]];
  const penalised = stableSharpnessPenalised(level, coefficient);
  return [[`stable with penalty: ${formatNumber(penalised)}`, penalised]];
}
