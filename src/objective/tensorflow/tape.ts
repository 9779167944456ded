import { withGradients } from "./gradients.ts";
import type { GradientOf, TapeEntry, Tensor, Tensorflow } from "./module.ts";

/** What the operations of a loss mean for its derivatives, by their names. */
export interface TapeReading {
  /** Those that TensorFlow.js cannot differentiate twice, though it may not say so. */
  readonly unrepeatable: readonly string[];
  /** Those that have kinks, which differences of gradients see. */
  readonly kinked: readonly string[];
}

/** Operations whose gradients are made from a saved output that serves only to compare with, or for the derivative by an exponent; and pooling, whose gradient's gradient is `repeatableGradients`'. */
const harmless = new Set(["Max", "Min", "Pow", "MaxPool"]);
/** Functions of TensorFlow.js with gradients of their own, made from what the tape leads back to the inputs. */
const sound = new Set(["fusedMatMul", "fusedConv2d", "fusedDepthwiseConv2d", "logSigmoid"]);
const kinks = new Set(["Abs", "Relu", "Relu6", "LeakyRelu", "Prelu", "MaxPool", "MaxPool3D"]);

/**
 * Reads the tape of `f`. Unrepeatable are operations whose gradients are made from saved outputs and that are not among the repeatable ones, and functions with gradients of their own that are not known
 * here. Where the tape cannot be read, "unknown".
 */
export function readTape(tf: Tensorflow, f: () => Tensor, variables: readonly Tensor[], repeatable: readonly GradientOf[]): TapeReading {
  const unrepeatable = new Set<string>();
  const kinked = new Set<string>();
  const stands = ({ kernelName, inputs }: TapeEntry): void => {
    if (kinks.has(kernelName)) kinked.add(kernelName);
    const gradient = tf.getGradient(kernelName);
    // A gradient of its own: no operation by that name is known, and its inputs are numbered.
    if (gradient === undefined && Object.hasOwn(inputs, "0")) {
      const name = kernelName.endsWith("__op") ? kernelName.slice(0, -"__op".length) : "a customGrad";
      if (!sound.has(name)) unrepeatable.add(name);
    }
    if (gradient?.outputsToSave?.some(Boolean) === true && !harmless.has(kernelName)) unrepeatable.add(kernelName);
  };
  const read = (): Tensor => {
    const value = f();
    const tape = tf.engine().state.activeTape;
    if (tape === undefined || tape === null) unrepeatable.add("unknown");
    else tape.forEach(stands);
    return value;
  };
  withGradients(tf, repeatable, () => tf.tidy(() => tf.engine().gradients(read, variables, null, true)));
  return { unrepeatable: [...unrepeatable], kinked: [...kinked] };
}
