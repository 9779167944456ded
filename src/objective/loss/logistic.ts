import { member } from "../../spec/member.ts";
import type { LossBehaviour } from "./loss.ts";

const behaviour: LossBehaviour = {
  complaint({ count, outputs, y }) {
    for (let i = 0; i < count * outputs; i++) {
      if (y[i] !== 1 && y[i] !== -1) return `the target of example ${Math.floor(i / outputs)} is ${y[i]}; logistic needs targets 1 and -1`;
    }
    return null;
  },
};

/** Mean over examples of Σ over outputs of log(1 + exp(−y f)), y = ±1. */
export const logistic = member("logistic", "Mean over examples of the sum over outputs of log(1 + exp(−y f)), y = ±1.", {}, behaviour);
