import { SpecError } from "../../spec/errors.ts";
import type { Arithmetic } from "../objective.ts";
import { type Ground, type PartLoss, meanOver, present } from "./evaluation.ts";
import { exactDerivatives } from "./exact.ts";
import type { Examples } from "./examples.ts";
import type { Tensorflow } from "./module.ts";
import { obstacles } from "./tape.ts";

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
  if (tf.backend().floatPrecision() !== 32)
    throw new SpecError(
      "",
      `the backend "${tf.getBackend()}" computes in 16 bits here, which no curvature survives; use wasm, or tfjs-node`,
    );
  const reason = wanted === undefined ? obstacle(ground, examples, loss) : wanted === "exact" ? null : "asked for";
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

const versionOf = ({ version, version_core }: Tensorflow): string => version?.["tfjs-core"] ?? version_core ?? "of unknown version";

/** Why TensorFlow.js cannot differentiate the loss three times; null where it can. */
function obstacle(ground: Ground, examples: Examples, loss: PartLoss): string | null {
  const { tf, variables, repeatable, layout } = ground;
  const found = new Set<string>();
  const first = Int32Array.of(0);
  meanOver(ground, examples, first, (part) => {
    for (const name of obstacles(tf, () => loss(part), variables, repeatable)) found.add(name);
    return tf.scalar(0);
  });
  if (found.size > 0) return `TensorFlow.js cannot differentiate ${[...found].join(", ")} again`;
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
