import { SpecError } from "../../spec/errors.ts";
import { printable } from "../../spec/printable.ts";
import type { LossSpec } from "../loss/index.ts";
import type { ModelUse } from "../objective.ts";
import type { Layer, LayersModel, Regularizer, SymbolicTensor, Tensor, Tensorflow } from "./module.ts";

/** Layers that do something else in training: here they are as in inference. */
const inactiveInInference: Readonly<Record<string, (layer: Layer) => boolean>> = {
  Dropout: ({ rate = 0 }) => rate > 0,
  SpatialDropout1D: ({ rate = 0 }) => rate > 0,
  AlphaDropout: ({ rate = 0 }) => rate > 0,
  GaussianDropout: ({ rate = 0 }) => rate > 0,
  GaussianNoise: ({ stddev = 0 }) => stddev > 0,
  BatchNormalization: () => true,
};

const regularized = ["kernel", "recurrent", "depthwise", "pointwise", "bias", "beta", "gamma", "alpha", "embeddings"] as const;

/**
 * What of a model is used: what a record says of it. Throws SpecError, naming layer and weight, for what TensorFlow.js' own training does with a model and descent here would not do: projections
 * (constraints), states that are kept between batches, penalties on activations, and penalties that TensorFlow.js leaves out itself.
 */
export function useOf(tf: Tensorflow, model: LayersModel): ModelUse {
  const layers = layersOf(model);
  if (!(model as unknown as Layer).built) model.build?.(undefined as never);
  const counts = countsOf(tf, model, layers);
  for (const layer of layers) refuse(layer, counts.get(layer)!);
  for (const { originalName, constraint } of model.trainableWeights)
    if (constraint !== undefined && constraint !== null)
      throw wrong(
        `the constraint ${constraint.getClassName()} of ${quoted(originalName)} projects after every step, which is not done here: leave it out`,
      );
  const frozen = [...new Set(layers.flatMap((layer) => frozenIn(layer, model)))];
  const regularizers = layers.flatMap((layer) => penaltiesOf(layer, counts.get(layer)!));
  const inactive = layers.filter(isInactive).map((layer) => `${printable(layer.name)} (${layer.getClassName()})`);
  return {
    mode: "inference",
    ...(regularizers.length > 0 && { regularizers }),
    ...(inactive.length > 0 && { inactive }),
    ...(frozen.length > 0 && { frozen }),
  };
}

/** Throws SpecError where the model ends in what the loss does itself: a softmax under cross-entropy, a sigmoid under the logistic loss. */
export function checkEnd(model: LayersModel, { kind }: LossSpec): void {
  const doubled = { "cross-entropy": "softmax", logistic: "sigmoid" }[kind as string];
  const end = endOf(model);
  if (doubled === undefined || end?.activation !== doubled) return;
  throw wrong(
    `ends in a ${doubled} (${quoted(end.layer)}), and ${kind} takes the outputs before it: leave it out, or give a loss function of your own`,
  );
}

/** Layers that hand on what they get, or only its order or shape. */
const handsOn = new Set([
  ...Object.keys(inactiveInInference).filter((name) => name !== "BatchNormalization"),
  "Flatten",
  "Reshape",
  "Permute",
]);

/** The activation that the outputs come from, and its layer; null where there is none. */
function endOf(model: LayersModel): { readonly activation: string; readonly layer: string } | null {
  let output = model.outputs[0] as SymbolicTensor;
  for (;;) {
    const layer = output.sourceLayer;
    const name = layer.getClassName();
    if (layer.layers !== undefined) {
      output = (layer as unknown as LayersModel).outputs[0] as SymbolicTensor;
    } else if (handsOn.has(name) || (name === "Activation" && activationOf(layer) === "linear")) {
      if (output.inputs.length !== 1) return null;
      output = output.inputs[0];
    } else {
      const inner = layer.layer ?? layer;
      const activation = name === "Softmax" ? "softmax" : activationOf(inner);
      return activation === null ? null : { activation, layer: layer.name };
    }
  }
}

const activationOf = ({ activation }: Layer): string | null => activation?.getClassName?.() ?? null;

/** All layers of a model, those of models and wrappers inside it and the cells of recurrent ones too, each once. */
function layersOf(model: { readonly layers?: readonly unknown[] }): Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer | undefined): void => {
    if (layer === undefined || layer === null || found.has(layer)) return;
    found.add(layer);
    for (const inner of [...(layer.layers ?? []), layer.layer, layer.forwardLayer, layer.backwardLayer, layer.cell, ...(layer.cells ?? [])])
      visit(inner);
  };
  for (const layer of model.layers ?? []) visit(layer as Layer);
  return [...found];
}

function refuse(layer: Layer, counted: number): void {
  const name = quoted(layer.name);
  if (layer.activityRegularizer !== undefined && layer.activityRegularizer !== null)
    throw wrong(
      `the activityRegularizer of ${name} depends on the batch, and is no mean over examples: leave it out, or write it into a loss function`,
    );
  if (layer.stateful === true) throw wrong(`the layer ${name} keeps a state between batches: make it with stateful: false`);
  const [given] = regularizersOf(layer);
  if (given !== undefined && counted === 0)
    throw wrong(
      `TensorFlow.js itself leaves the ${given.field} of ${name} out of what it trains, as in recurrent cells and sequential models inside others: leave it out, or write it into a loss function`,
    );
}

/** The penalties of a model, a scalar each, as often as TensorFlow.js' own training adds them. */
export const penaltiesIn = (model: LayersModel): Tensor[] => (model.calculateLosses?.() ?? []) as Tensor[];

/** How often the losses of each layer are counted: found by giving each one more. */
function countsOf(tf: Tensorflow, model: LayersModel, layers: readonly Layer[]): ReadonlyMap<Layer, number> {
  const counts = new Map(layers.map((layer) => [layer, 0]));
  // A wrapper's list is that of its layer.
  const lists = layers.filter(({ losses, layer }) => Array.isArray(losses) && layer === undefined);
  const marks = lists.map((layer) => (): Tensor => {
    counts.set(layer, counts.get(layer)! + 1);
    return tf.scalar(0);
  });
  lists.forEach(({ losses }, i) => losses!.push(marks[i]));
  try {
    // Nothing is handed out of the tidy: what is would be kept.
    tf.tidy(() => void penaltiesIn(model));
  } finally {
    for (const { losses } of lists) losses!.pop();
  }
  return counts;
}

function regularizersOf(layer: Layer): { readonly weight: string; readonly field: string; readonly regularizer: Regularizer }[] {
  return regularized.flatMap((weight) => {
    const field = `${weight}Regularizer`;
    const regularizer = (layer as unknown as Record<string, Regularizer | null | undefined>)[field];
    return regularizer === undefined || regularizer === null ? [] : [{ weight, field, regularizer }];
  });
}

function penaltiesOf(layer: Layer, counted: number): string[] {
  const own = regularizersOf(layer);
  const others = counted === 0 ? 0 : layer.losses!.length - own.length;
  const times = counted > 1 ? `, counted ${counted} times, once a call` : "";
  return [
    ...own.map(({ weight, regularizer }) => `${printable(layer.name)}/${weight}: ${inWords(regularizer)}${times}`),
    ...(others > 0 ? [`${printable(layer.name)}: ${others} of its own${times}`] : []),
  ];
}

function inWords(regularizer: Regularizer): string {
  const { l1 = 0, l2 = 0 } = regularizer;
  const terms = [...(l1 === 0 ? [] : [`l1 ${l1}`]), ...(l2 === 0 ? [] : [`l2 ${l2}`])];
  return regularizer.getClassName?.() === "L1L2" && terms.length > 0 ? terms.join(" + ") : (regularizer.getClassName?.() ?? "of its own");
}

const isInactive = (layer: Layer): boolean =>
  (inactiveInInference[layer.getClassName()]?.(layer) ?? false) || (layer.dropout ?? 0) > 0 || (layer.recurrentDropout ?? 0) > 0;

/** The weights of a layer that could be trained and are not. */
function frozenIn(layer: Layer, model: LayersModel): string[] {
  const trained = new Set(model.trainableWeights.map((weight) => weight.read()));
  return (layer._trainableWeights ?? []).filter((weight) => !trained.has(weight.read())).map(({ originalName }) => printable(originalName));
}

const quoted = (name: string): string => `"${printable(name)}"`;
const wrong = (message: string): SpecError => new SpecError("model", message);
