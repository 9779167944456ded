import { equalEpochs, freshExcess, weightExcess, weightRounding } from "../measure/batchWeights.ts";
import type { Condition } from "./condition.ts";

/** That every epoch weighs every example alike (see `orderConditions` in measure/batchOrder), as a condition of a theory whose batches are all taken, the last one as it is. It holds nowhere where the numbers are not finite. */
export const equalBatches = (batchSize: number): Condition => ({
  name: equalEpochs,
  quantity: weightExcess,
  limit: weightRounding,
  read: ({ loss, objective: { examples } }) =>
    Number.isFinite(loss) ? freshExcess({ batchSize, epoch: Math.ceil(examples / batchSize), lastWeight: 1 }, examples) : NaN,
});
