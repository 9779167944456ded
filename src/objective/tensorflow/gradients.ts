import type { GradientOf, Tensor, Tensorflow } from "./module.ts";

/**
 * Gradients that can be differentiated as often as one likes. TensorFlow.js makes those of tanh, sigmoid, exp, elu and softmax from saved *outputs*, which the tape does not lead back
 * to the inputs, so that a second derivative silently lacks terms; these are made from saved inputs. And it has no gradients of the gradients of convolutions, average and maximum pooling;
 * these are linear in what they are given, and their adjoints are the operations themselves.
 */
export function repeatableGradients(tf: Tensorflow): readonly GradientOf[] {
  const { add, mul, sub } = tf;
  const run = (name: string, inputs: Record<string, Tensor>, attributes: object): Tensor =>
    tf.engine().runKernel(name, inputs, { ...attributes });
  return [
    elementwise("Tanh", (dy, x) => mul(dy, sub(1, tf.square(tf.tanh(x))))),
    elementwise("Sigmoid", (dy, x) => mul(dy, mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))))),
    elementwise("Exp", (dy, x) => mul(dy, tf.exp(x))),
    // exp(min(x, 0)) is finite where it is not wanted.
    elementwise("Elu", (dy, x) => tf.where(tf.greater(x, 0), dy, mul(dy, tf.exp(tf.minimum(x, 0))))),
    {
      kernelName: "Softmax",
      inputsToSave: ["logits"],
      gradFunc: (dy, [logits], attributes) => ({
        logits() {
          const axis = attributes["dim"] as number;
          const probabilities = tf.softmax(logits, axis);
          const weighted = mul(dy, probabilities);
          return sub(weighted, mul(tf.sum(weighted, [axis], true), probabilities));
        },
      }),
    },
    ...["Greater", "Less", "LessEqual", "Equal", "NotEqual", "LogicalAnd", "LogicalOr"].map((name) => flat(name, ["a", "b"])),
    flat("LogicalNot", ["x"]),
    {
      kernelName: "Conv2DBackpropFilter",
      inputsToSave: ["x", "dy"],
      gradFunc: (d, [x, dy], window) => ({
        x: () => run("Conv2DBackpropInput", { dy, filter: d }, { ...window, inputShape: x.shape }),
        dy: () => run("Conv2D", { x, filter: d }, { ...window, dilations: 1 }),
      }),
    },
    {
      kernelName: "DepthwiseConv2dNativeBackpropInput",
      inputsToSave: ["dy", "filter"],
      gradFunc: (d, [dy, filter], window) => ({
        dy: () => run("DepthwiseConv2dNative", { x: d, filter }, window),
        filter: () => run("DepthwiseConv2dNativeBackpropFilter", { x: d, dy }, { ...window, filterShape: filter.shape }),
      }),
    },
    {
      kernelName: "DepthwiseConv2dNativeBackpropFilter",
      inputsToSave: ["x", "dy"],
      gradFunc: (d, [x, dy], window) => ({
        x: () => run("DepthwiseConv2dNativeBackpropInput", { dy, filter: d }, { ...window, inputShape: x.shape }),
        dy: () => run("DepthwiseConv2dNative", { x, filter: d }, window),
      }),
    },
    {
      kernelName: "AvgPoolGrad",
      inputsToSave: ["input"],
      gradFunc: (d, [input], window) => ({ dy: () => run("AvgPool", { x: d }, window), input: () => tf.zerosLike(input) }),
    },
    {
      kernelName: "MaxPoolGrad",
      inputsToSave: ["dy", "input", "output"],
      gradFunc(d, [dy, input, output], window) {
        if (!disjoint(window)) throw new Error("maximum pooling with overlapping windows has no second derivative here");
        return {
          dy: () => atMaxima(d, dy, input, output, window),
          input: () => tf.zerosLike(input),
          output: () => tf.zerosLike(output),
        };
      },
    },
  ];

  /** An operation that does not change where its inputs do. */
  function flat(kernelName: string, inputs: readonly string[]): GradientOf {
    return {
      kernelName,
      inputsToSave: inputs,
      gradFunc: (_, saved) => Object.fromEntries(inputs.map((name, i) => [name, () => tf.fill(saved[i].shape, 0)])),
    };
  }

  /**
   * The entries of `d` where the maxima of the windows of `input` stand: the transpose of MaxPoolGrad, which hands each dy to the place of its window's maximum. Where windows do not overlap
   * it is the maximum of d over the chosen places; its own gradient is MaxPoolGrad again.
   */
  function atMaxima(d: Tensor, dy: Tensor, input: Tensor, output: Tensor, window: object): Tensor {
    const scatter = (values: Tensor): Tensor => run("MaxPoolGrad", { dy: values, input, output }, window);
    const pick = tf.customGrad((...given) => {
      const values = given[0] as Tensor;
      const chosen = tf.greater(scatter(tf.onesLike(dy)), 0);
      return { value: run("MaxPool", { x: tf.where(chosen, values, tf.fill(values.shape, lowest)) }, window), gradFunc: scatter };
    });
    return pick(add(d, 0));
  }
}

/** About the lowest float32. */
const lowest = -3.4e38;

const elementwise = (kernelName: string, adjoint: (dy: Tensor, x: Tensor) => Tensor): GradientOf => ({
  kernelName,
  inputsToSave: ["x"],
  gradFunc: (dy, [x]) => ({ x: () => adjoint(dy, x) }),
});

/** Whether the windows of a pooling do not overlap, as `atMaxima` needs. */
function disjoint({ filterSize, strides }: Readonly<Record<string, unknown>>): boolean {
  const pair = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value, value]);
  const [height, width] = pair(filterSize);
  const [down, across] = pair(strides);
  return Number(down) >= Number(height) && Number(across) >= Number(width);
}

/** Functions of TensorFlow.js that have a gradient of their own, made from a saved result: by the name of their scope, the same in operations that can be differentiated again. */
function compositions(tf: Tensorflow): Readonly<Record<string, (...inputs: Tensor[]) => Tensor>> {
  const logSoftmax = (x: Tensor): Tensor => tf.sub(x, tf.logSumExp(x, x.shape.length - 1, true));
  return {
    logSoftmax__op: logSoftmax,
    softmaxCrossEntropy__op: (labels, logits) => tf.neg(tf.sum(tf.mul(labels, logSoftmax(logits)), logits.shape.length - 1)),
  };
}

/** Computes with these gradients in place of those that are registered, and with log softmax and softmax cross-entropy in other words; everything is put back. */
export function withGradients<T>(tf: Tensorflow, gradients: readonly GradientOf[], compute: () => T): T {
  const engine = tf.engine();
  const { customGrad } = engine;
  const composed = compositions(tf);
  const before = gradients.map(({ kernelName }) => tf.getGradient(kernelName));
  for (const gradient of gradients) tf.registerGradient(gradient);
  engine.customGrad = (f) => composed[engine.state.activeScope?.name ?? ""] ?? customGrad.call(engine, f);
  try {
    return compute();
  } finally {
    engine.customGrad = customGrad;
    gradients.forEach(({ kernelName }, i) => {
      const known = before[i];
      if (known === undefined) tf.unregisterGradient(kernelName);
      else tf.registerGradient(known);
    });
  }
}
