import { member } from "../../spec/member.ts";
import type { LossBehaviour } from "./loss.ts";

/**
 * What the sum of K probabilities may be off by, over K: the float32 rounding 2⁻²⁴ of each is at most that of their sum, and where they were normalised in float32 come a sum of K terms,
 * (K − 1)·2⁻²⁴, and a division, 2⁻²⁴. Together (K + 1)·2⁻²⁴ ≤ K·2⁻²³.
 */
const float32Rounding = 1 / 8388608;

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
      if (Math.abs(sum - 1) > outputs * float32Rounding)
        return `the targets of example ${i} sum to ${sum}; cross-entropy needs one-hot rows, or probabilities that sum to 1`;
    }
    return null;
  },
};

/** Mean over examples of −Σ_k y_k log softmax(f)_k. Targets are one-hot, or any probabilities that sum to 1, to within K·2⁻²³ for K classes, as they do after label smoothing in float32; they are used as they are. */
export const crossEntropy = member("cross-entropy", "Mean over examples of −Σ y log softmax(f); targets one-hot.", {}, behaviour);
