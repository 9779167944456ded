import { SpecError } from "../../spec/errors.ts";
import type { Arithmetic } from "../objective.ts";
import { type Ground, type PartLoss, meanOver, present } from "./evaluation.ts";
import { exactDerivatives } from "./exact.ts";
import type { Examples } from "./examples.ts";
import type { Tensorflow } from "./module.ts";
import { readTape, type TapeReading } from "./tape.ts";

/** 2⁻²⁴. */
const roundoff = 2 ** -24;

/**
 * What float32 leaves of Hessian-vector products, relative to λ_max. Measured against float64 on networks of 701 to 5560 parameters, near their starts and trained: 1e-7 along the top eigenvector for exact ones,
 * 5e-6 for differences; 8e-7 and 1e-4 where cross-entropy has become flat (λ_max 0.06). The tolerances leave a factor of ten. Flows of exact derivatives cost at 1e-6 what they cost in float64; central flow by
 * differences costs ten times as much there, and no more at 1e-5.
 */
const reach = {
  exact: { productError: 1e-6, eigenvalueTolerance: 1e-5, flowTolerance: 1e-6 },
  differences: { productError: 1e-4, eigenvalueTolerance: 1e-3, flowTolerance: 1e-5 },
} as const;

/** Finds out how derivatives are to be had here, and what that means for the numbers. `wanted` decides where it is given. */
export function arithmeticOf(ground: Ground, examples: Examples, loss: PartLoss, wanted: "exact" | "differences" | undefined): Arithmetic {
  const { tf } = ground;
  if (!keepsFloat32(tf))
    throw new SpecError(
      "",
      `the backend "${tf.getBackend()}" computes in 16 bits here, which no curvature survives; use wasm, or tfjs-node`,
    );
  const reason = wanted === "exact" ? null : whyNot(ground, examples, loss, wanted);
  const derivatives = reason === null ? "exact" : "differences";
  return {
    precision: "float32",
    engine: `TensorFlow.js ${versionOf(tf)} on ${tf.getBackend()}`,
    derivatives,
    ...(reason === null ? {} : { reason }),
    roundoff,
    ...reach[derivatives],
  };
}

/** Whether 1 + 2⁻²⁰ is more than 1 there. (The webgl backend's own word on it cannot be trusted; and it leaves small tensors to the processor, so that this one is not small.) */
function keepsFloat32(tf: Tensorflow): boolean {
  return tf.tidy(() => {
    const ones = tf.tensor(new Float32Array(4096).fill(1), [4096]);
    return tf.sub(tf.add(ones, 2 ** -20), ones).dataSync()[0] === 2 ** -20;
  });
}

const versionOf = ({ version, version_core }: Tensorflow): string => version?.["tfjs-core"] ?? version_core ?? "of unknown version";

/** Why derivatives come from differences: they were asked for, or TensorFlow.js cannot differentiate the loss three times; null where it can. */
function whyNot(ground: Ground, examples: Examples, loss: PartLoss, wanted: "differences" | undefined): string | null {
  const { unrepeatable, kinked } = readTapes(ground, examples, loss);
  const reason =
    wanted !== undefined
      ? "asked for"
      : unrepeatable.length > 0
        ? `TensorFlow.js cannot differentiate ${unrepeatable.join(", ")} again`
        : fault(ground, examples, loss);
  return reason === null || kinked.length === 0 ? reason : `${reason}; differences see the kinks of ${kinked.join(", ")}`;
}

const first = Int32Array.of(0);

function readTapes(ground: Ground, examples: Examples, loss: PartLoss): TapeReading {
  const { tf, variables, repeatable } = ground;
  let reading: TapeReading | null = null;
  meanOver(ground, examples, first, (part) => {
    reading = readTape(tf, () => loss(part), variables, repeatable);
    return tf.scalar(0);
  });
  return reading!;
}

/** What TensorFlow.js says against a third derivative; null where it makes one. */
function fault(ground: Ground, examples: Examples, loss: PartLoss): string | null {
  const { tf, layout } = ground;
  try {
    const { thirdDerivative } = exactDerivatives(ground, examples, loss, () => 0);
    thirdDerivative(present(ground), new Float64Array(layout.size).fill(1), new Float64Array(layout.size), first);
    return null;
  } catch (error) {
    // TensorFlow.js leaves what it saved for a gradient that it then could not make.
    for (const { saved } of tf.engine().state.activeTape ?? []) for (const tensor of saved) tensor.dispose();
    return (error as Error).message;
  }
}
