import { member } from "../../spec/member.ts";
import { positive } from "../../spec/scalars.ts";
import type { LossBehaviour } from "./loss.ts";

const behaviour: LossBehaviour = { complaint: () => null };

/** factor × mean over examples of the sum over outputs of (f − y)². The factor ½ makes the Hessian at interpolation the mean of JᵀJ. */
export const squaredError = member(
  "squared-error",
  "factor × mean over examples of the sum over outputs of (f − y)².",
  { factor: positive.default(0.5).describe("½ by default; 1 for the plain mean of squares") },
  behaviour,
);
