import { SpecError } from "../../spec/errors.ts";
import type { Data } from "../family.ts";
import type { LossSpec } from "../loss/index.ts";
import type { ModelUse, Objective } from "../objective.ts";
import { arithmeticOf } from "./arithmetic.ts";
import { openGround, present } from "./evaluation.ts";
import { type Examples, examplesOfTable, examplesOfTensors, type Pair } from "./examples.ts";
import { type Layout, layoutOfModel, layoutOfVariables, likeGiven } from "./layout.ts";
import { lossOfSpec, type PredictionLoss } from "./loss.ts";
import type { LayersModel, Tensor, Tensorflow } from "./module.ts";
import { checkEnd, penaltiesIn, useOf } from "./modelUse.ts";
import { checkLoss, lossOf, type Minimised, numbersOf } from "./numbers.ts";

/** The module of TensorFlow.js, whichever was loaded: @tensorflow/tfjs, tfjs-core with a backend, or tfjs-node. */
export interface TensorflowModule {
  /** The backend's name. */
  getBackend(): string;
  /** Tells what its tensors are. */
  zerosLike(x: never): unknown;
}

/** The tensors of that module. */
export type TensorOf<Module extends TensorflowModule> = ReturnType<Module["zerosLike"]>;

/** Inputs and targets as tensors: one entry an example along the first dimension. */
export interface TensorExamples<T> {
  readonly x: T;
  readonly y: T;
  /** Held-out examples. */
  readonly test?: { readonly x: T; readonly y: T };
}

/** How `tensorflow` makes an objective. */
export interface TensorflowOptions {
  /** With a version: its runs have an identity and may be stored. */
  readonly name?: string;
  /** To be raised whenever model, loss or data change. Backend and precision are added to it, so that runs of one backend never pass for another's. */
  readonly version?: string;
  /**
   * Whether second and higher derivatives are exact or come from differences of gradients; exact, unless given, where TensorFlow.js can differentiate again. "exact" says that a customGrad of one's
   * own can be: that its gradient function makes do with inputs, saved or not, and differentiable operations.
   */
  readonly derivatives?: "exact" | "differences";
  /** The most examples that are computed side by side, which bounds the memory; 1024 unless given. */
  readonly most?: number;
}

/** An objective on TensorFlow.js. */
export interface TensorflowObjective extends Objective {
  readonly name?: string;
  readonly version?: string;
  readonly arithmetic: NonNullable<Objective["arithmetic"]>;
  /** The present weights, in the order of the parameters: a start for runs, as init `values`. */
  weights(): number[];
  /** Puts parameters, such as those at the end of a run, into the model or the variables. */
  assign(parameters: ArrayLike<number>): void;
  /** Frees the tensors that hold the data. */
  dispose(): void;
}

/**
 * A model of TensorFlow.js' layers with a loss on data, as an Objective: L(w) is the mean loss over the examples, w the trainable weights; layers are in inference mode (no dropout, moving averages). The
 * penalties of its regularizers are part of L as they are of TensorFlow.js' own training: L(w) = (1/N) Σ ℓ_i(w) + R(w), each example's loss being ℓ_i + R, so that R has no noise; Gauss–Newton products
 * and the held-out loss (as `model.evaluate`) are without R. `arithmetic.model` and every record say what of the model is used. The parameter order of a model of dense layers is that of `mlp`. `loss` is a loss of the kit, or a function of targets and predictions (the order of tf.losses) that gives their mean loss as a scalar. `data` are tensors, or a data set of the kit (see `loadData`), whose rows take the model's input shape.
 *
 * Loss and gradients are TensorFlow.js' own, on the backend that is loaded, in float32: w is kept in float64 and rounded where it is used. Hessian-vector products, third derivatives, mixed and Gauss–Newton products are exact
 * (differentiated again, to float32) where the operations allow, else they come from central differences of gradients; `arithmetic` and every record say which. Where relu or maximum pooling stand, exact means the almost-everywhere Hessian.
 * The model's weights move along with what is computed; `assign` leaves them where one wants them.
 * Throws SpecError where model, loss and data do not fit together, or the loss is not a mean over the examples.
 */
export function tensorflow<Module extends TensorflowModule>(
  tf: Module,
  model: LayersModel,
  loss: LossSpec | ((y: TensorOf<Module>, prediction: TensorOf<Module>) => unknown),
  data: Data | TensorExamples<TensorOf<Module>>,
  options?: TensorflowOptions,
): TensorflowObjective;
/**
 * A loss function as an Objective: `loss(variables, x, y)` gives the mean loss over the examples as a scalar. `variables` are tensors by name or in a list, which give the shapes and the starting values: the function is called with variables of the kit's own in the same form.
 * Each is a block of the parameters, row-major; for inits that need layers call them "layer1.weight" (outputs × inputs), "layer1.bias" and so on.
 */
export function tensorflow<
  Module extends TensorflowModule,
  Variables extends readonly TensorOf<Module>[] | Readonly<Record<string, TensorOf<Module>>>,
>(
  tf: Module,
  variables: Variables,
  loss: (variables: Variables, x: TensorOf<Module>, y: TensorOf<Module>) => unknown,
  data: Data | TensorExamples<TensorOf<Module>>,
  options?: TensorflowOptions,
): TensorflowObjective;
export function tensorflow(
  module: TensorflowModule,
  model: unknown,
  loss: unknown,
  data: unknown,
  options: TensorflowOptions = {},
): TensorflowObjective {
  const tf = module as unknown as Tensorflow;
  const problem = isModel(model)
    ? ofModel(tf, model, loss as LossSpec | PredictionLoss, data as GivenData)
    : ofFunction(tf, model as GivenVariables, loss as VariablesLoss, data as GivenData);
  return assemble(tf, problem, options);
}

type GivenData = Data | (Pair & { readonly test?: Pair });
type GivenVariables = readonly Tensor[] | Readonly<Record<string, Tensor>>;
type VariablesLoss = (variables: GivenVariables, x: Tensor, y: Tensor) => Tensor;

interface Problem extends Minimised {
  readonly layout: Layout;
  readonly train: Examples;
  readonly test: Examples | null;
  /** Of a model of layers. */
  readonly use?: ModelUse;
}

function isModel(model: unknown): model is LayersModel {
  const { apply, execute } = model as { apply?: unknown; execute?: unknown };
  if (typeof apply !== "function" && typeof execute === "function")
    throw new SpecError("model", "is a graph model, whose weights are constants: load a model of layers (tf.loadLayersModel)");
  return typeof (model as LayersModel).apply === "function";
}

function ofModel(tf: Tensorflow, model: LayersModel, loss: LossSpec | PredictionLoss, data: GivenData): Problem {
  checkModel(model);
  const use = useOf(tf, model);
  if (typeof loss !== "function") checkEnd(model, loss);
  const { train, test } = examplesOf(tf, data, model.inputs[0].shape.slice(1));
  const predict = (x: Tensor): Tensor => model.apply(x as never, { training: false } as never) as Tensor;
  const outputs = { predict, loss: typeof loss === "function" ? loss : lossOfSpec(tf, loss, train.targets) };
  return {
    layout: layoutOfModel(model),
    train,
    test,
    mean: ({ x, y }) => outputs.loss(y, predict(x)),
    penalty: penaltyOf(tf, model),
    outputs,
    squaredErrorFactor: typeof loss !== "function" && loss.kind === "squared-error" ? loss.factor : undefined,
    use,
  };
}

function checkModel(model: LayersModel): void {
  if (!Array.isArray(model.inputs) || !Array.isArray(model.outputs))
    throw new SpecError("model", "must be a whole model (tf.sequential or tf.model), not a layer of one");
  if (model.inputs.length !== 1 || model.outputs.length !== 1)
    throw new SpecError("model", `has ${model.inputs.length} inputs and ${model.outputs.length} outputs; one of each is needed`);
  if (model.trainableWeights.length === 0) throw new SpecError("model", "has no trainable weights: nothing could move");
}

/** The sum of the penalties that TensorFlow.js' own training adds to the mean loss; null where there are none. */
function penaltyOf(tf: Tensorflow, model: LayersModel): (() => Tensor) | null {
  const count = tf.tidy(() => penaltiesIn(model).length);
  return count === 0 ? null : () => tf.addN(penaltiesIn(model).map((value) => tf.reshape(value, [])));
}

function ofFunction(tf: Tensorflow, variables: GivenVariables, loss: VariablesLoss, data: GivenData): Problem {
  const layout = layoutOfVariables(tf, variables);
  const own = likeGiven(layout, variables);
  return {
    layout,
    ...examplesOf(tf, data, null),
    mean: ({ x, y }) => loss(own, x, y),
    penalty: null,
    outputs: null,
    squaredErrorFactor: undefined,
  };
}

function examplesOf(tf: Tensorflow, data: GivenData, shape: readonly (number | null)[] | null): Pick<Problem, "train" | "test"> {
  if ("train" in data)
    return {
      train: examplesOfTable(tf, data.train, shape, "data"),
      test: data.test === undefined ? null : examplesOfTable(tf, data.test, shape, "data.test"),
    };
  return {
    train: examplesOfTensors(tf, data, "data"),
    test: data.test === undefined ? null : examplesOfTensors(tf, data.test, "data.test"),
  };
}

function assemble(tf: Tensorflow, problem: Problem, { name, version, derivatives, most = 1024 }: TensorflowOptions): TensorflowObjective {
  const { layout, train, test } = problem;
  const ground = openGround(tf, layout, most);
  checkLoss(ground, train, problem);
  const arithmetic = {
    ...arithmeticOf(ground, train, lossOf(tf, problem), derivatives),
    ...(problem.use !== undefined && { model: problem.use }),
  };
  const on = (examples: Examples, minimised: Minimised = problem): Objective => ({
    ...numbersOf(ground, examples, minimised, arithmetic.derivatives),
    blocks: layout.places.map(({ block }) => block),
    arithmetic,
  });
  return {
    ...on(train),
    arithmetic,
    ...(test === null ? {} : { test: on(test, { ...problem, penalty: null }) }),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined
      ? {}
      : {
          version: `${version} (${arithmetic.precision}, ${arithmetic.engine}, ${arithmetic.derivatives === "exact" ? "exact derivatives" : "derivatives by differences"})`,
        }),
    weights: () => Array.from(present(ground)),
    assign(parameters) {
      if (parameters.length !== layout.size) throw new SpecError("", `the model has ${layout.size} parameters, not ${parameters.length}`);
      ground.place(Float64Array.from(parameters));
    },
    dispose() {
      for (const examples of test === null ? [train] : [train, test]) for (const tensor of [examples.x, examples.y]) tensor.dispose();
      if (problem.outputs === null) for (const variable of ground.variables) variable.dispose();
    },
  };
}
