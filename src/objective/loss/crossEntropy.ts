import { member } from "../../spec/member.ts";
import type { LossBehaviour } from "./loss.ts";

const behaviour: LossBehaviour = {
  complaint({ count, outputs, y }) {
    if (outputs < 2) return "cross-entropy needs one target column a class, at least 2; use logistic for one ±1 target";
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < outputs; k++) {
        const target = y[i * outputs + k];
        if (target < 0) return `the targets of example ${i} are not probabilities (${target} < 0); cross-entropy needs one-hot rows`;
        sum += target;
      }
      if (Math.abs(sum - 1) > 1e-9) return `the targets of example ${i} sum to ${sum}; cross-entropy needs one-hot rows`;
    }
    return null;
  },
};

/** Mean over examples of −Σ_k y_k log softmax(f)_k. Targets are one-hot, or any probabilities that sum to 1. */
export const crossEntropy = member("cross-entropy", "Mean over examples of −Σ y log softmax(f); targets one-hot.", {}, behaviour);
