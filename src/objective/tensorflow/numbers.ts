import { SpecError } from "../../spec/errors.ts";
import type { Labels, Objective } from "../objective.ts";
import { derivativesByDifferences } from "./byDifferences.ts";
import { type Ground, type PartLoss, meanOver, unpack, valueAndGradient } from "./evaluation.ts";
import { exactDerivatives } from "./exact.ts";
import type { Examples } from "./examples.ts";
import type { Tensor, Tensorflow } from "./module.ts";
import { type Outputs, ofOutputs } from "./outputs.ts";

/** What is minimised, in terms of tensors. */
export interface Minimised {
  /** The mean over a part's examples. */
  readonly mean: PartLoss;
  /** What is added to the mean once, whatever the part: the same for every example. Null where there is nothing. */
  readonly penalty: (() => Tensor) | null;
  /** Where the loss is a function of a model's outputs. */
  readonly outputs: Outputs | null;
  /** c of a squared error c·Σ(f − y)², whose targets label noise may shift; undefined for other losses. */
  readonly squaredErrorFactor: number | undefined;
}

/** The loss of a part: the mean over its examples and the penalty. Parts are weighted by their examples, so that the penalty counts once. */
export function lossOf(tf: Tensorflow, { mean, penalty }: Pick<Minimised, "mean" | "penalty">): PartLoss {
  return penalty === null ? mean : (part) => tf.add(tf.reshape(mean(part), []), penalty());
}

/** The numbers of the objective on these examples. */
export function numbersOf(
  ground: Ground,
  examples: Examples,
  minimised: Minimised,
  derivatives: "exact" | "differences",
): Omit<Objective, "blocks"> {
  const { outputs, penalty, squaredErrorFactor } = minimised;
  const loss = lossOf(ground.tf, minimised);
  const { tf, place } = ground;
  const size = ground.layout.size;
  const { count } = examples;
  const gradient: Objective["gradient"] = (w, out, batch) => {
    place(w);
    return unpack(
      ground,
      meanOver(ground, examples, batch, (part) => valueAndGradient(ground, () => loss(part))),
      out,
    );
  };
  const higher =
    derivatives === "exact"
      ? exactDerivatives(ground, examples, loss, gradient)
      : derivativesByDifferences({ size, examples: count, gradient });
  return {
    size,
    examples: count,
    loss(w, batch) {
      place(w);
      return meanOver(ground, examples, batch, (part) => tf.reshape(loss(part), [1]))[0];
    },
    gradient,
    ...higher,
    ...(outputs === null ? {} : ofOutputs(ground, examples, outputs, derivatives)),
    ...(squaredErrorFactor === undefined ? {} : { labels: labelsOf(ground, examples, loss) }),
    ...(penalty === null ? { squaredErrorFactor } : {}),
  };
}

/** Label noise adds to the targets of each part. */
function labelsOf(ground: Ground, examples: Examples, loss: PartLoss): Labels {
  const { tf, place } = ground;
  const { outputs } = examples.targets;
  return {
    outputs,
    shiftedGradient(w, shifts, out, batch) {
      place(w);
      const shifted = ({ y, rows }: { y: Tensor; rows: ArrayLike<number> }): Tensor => {
        const own = new Float32Array(rows.length * outputs);
        for (let i = 0; i < rows.length; i++) own.set(shifts.subarray(rows[i] * outputs, (rows[i] + 1) * outputs), i * outputs);
        return tf.add(y, tf.tensor(own, y.shape));
      };
      const mean = meanOver(ground, examples, batch, (part) => valueAndGradient(ground, () => loss({ ...part, y: shifted(part) })));
      unpack(ground, mean, out);
    },
  };
}

/** Examples that the check looks at. */
const looked = 32;
/** Relative difference of two ways to take a mean in float32. */
const slack = 1e-3;

/** Throws SpecError where the loss cannot be computed and differentiated here, is no scalar, or is not the mean over its examples. */
export function checkLoss(ground: Ground, examples: Examples, { mean, penalty }: Minimised): void {
  const count = Math.min(looked, examples.count);
  const rows = new Int32Array(count).map((_, i) => i);
  const meanOf = (batch: Int32Array): number =>
    meanOver(ground, examples, batch, (part) => {
      const value = mean(part);
      if (value.size !== 1)
        throw new SpecError("loss", `gives a tensor of shape [${value.shape.join(", ")}]; it must give their mean, a scalar`);
      return ground.tf.reshape(value, [1]);
    })[0];
  let whole;
  let parts;
  try {
    whole = meanOf(rows);
    parts = rows.reduce((sum, row) => sum + meanOf(Int32Array.of(row)) / count, 0);
    meanOver(ground, examples, rows.subarray(0, 1), (part) => valueAndGradient(ground, () => lossOf(ground.tf, { mean, penalty })(part)));
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError(
      "loss",
      `cannot be computed and differentiated on the backend "${ground.tf.getBackend()}": ${(error as Error).message}`,
    );
  }
  if (Math.abs(whole - parts) > slack * Math.max(Math.abs(whole), Math.abs(parts)))
    throw new SpecError(
      "loss",
      `must be the mean over the examples, but for the first ${count} it is ${whole} together and ${parts} in the mean of them one by one`,
    );
}
