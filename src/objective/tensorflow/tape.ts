import type { GradientOf, TapeEntry, Tensor, Tensorflow } from "./module.ts";

/** Operations whose gradients are made from a saved output that serves only to compare with, or for the derivative by an exponent; and pooling, whose gradient's gradient is `repeatableGradients`'. */
const harmless = new Set(["Max", "Min", "Pow", "MaxPool"]);

/** Functions of TensorFlow.js with gradients of their own, made from what the tape leads back to the inputs. */
const composed = new Set(["fusedMatMul", "fusedConv2d", "fusedDepthwiseConv2d", "logSigmoid"]);

/**
 * The operations of `f` that TensorFlow.js cannot differentiate twice, by name: those whose gradients are made from saved outputs and are not among the repeatable ones, and functions with gradients
 * of their own that are not known here. Where the tape cannot be read, "unknown".
 */
export function obstacles(
  tf: Tensorflow,
  f: () => Tensor,
  variables: readonly Tensor[],
  repeatable: readonly GradientOf[],
): readonly string[] {
  const remedied = new Set(repeatable.map(({ kernelName }) => kernelName));
  const found = new Set<string>();
  const stands = ({ kernelName, inputs }: TapeEntry): void => {
    const gradient = tf.getGradient(kernelName);
    // A gradient of its own: no operation by that name is known, and its inputs are numbered.
    if (gradient === undefined && Object.hasOwn(inputs, "0")) {
      const name = kernelName.endsWith("__op") ? kernelName.slice(0, -"__op".length) : "a customGrad";
      if (!composed.has(name)) found.add(name);
    }
    const savesOutput = gradient?.outputsToSave?.some(Boolean) === true;
    if (savesOutput && !harmless.has(kernelName) && !remedied.has(kernelName)) found.add(kernelName);
  };
  tf.tidy(() =>
    tf.engine().gradients(
      () => {
        const value = f();
        const tape = tf.engine().state.activeTape;
        if (tape === undefined || tape === null) found.add("unknown");
        else tape.forEach(stands);
        return value;
      },
      variables,
      null,
      true,
    ),
  );
  return [...found];
}
