/** A tensor of TensorFlow.js, as far as it is used here. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly size: number;
  readonly dtype: string;
  readonly dataId: object;
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** A tensor whose values may be replaced. */
export interface Variable extends Tensor {
  assign(value: Tensor): void;
}

/** What a gradient function gives: for each input by name, how its adjoint is computed. */
type Adjoints = Readonly<Record<string, () => Tensor>>;

/** How an operation is differentiated, as TensorFlow.js registers it. */
export interface GradientOf {
  readonly kernelName: string;
  readonly inputsToSave?: readonly string[];
  readonly outputsToSave?: readonly boolean[];
  readonly gradFunc: (dy: Tensor, saved: readonly Tensor[], attributes: Readonly<Record<string, unknown>>) => Adjoints;
}

/** An operation as it stands on the tape. */
export interface TapeEntry {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly saved: readonly Tensor[];
}

/** Makes a function with a gradient of its own. */
type CustomGrad = (f: (...given: never[]) => unknown) => (...inputs: Tensor[]) => Tensor;

interface Engine {
  readonly state: { readonly activeTape?: readonly TapeEntry[] | null; readonly activeScope?: { readonly name: string } | null };
  customGrad: CustomGrad;
  /** The value of `f` and its gradient by each of `by`: none where it does not depend on it. */
  gradients(
    f: () => Tensor,
    by: readonly Tensor[],
    dy: null,
    allowNone: true,
  ): { value: Tensor; grads: readonly (Tensor | null | undefined)[] };
  runKernel(name: string, inputs: Readonly<Record<string, Tensor>>, attributes?: Readonly<Record<string, unknown>>): Tensor;
}

type Operand = Tensor | number;

/** The module of TensorFlow.js, as far as it is used here: that of @tensorflow/tfjs, tfjs-core or tfjs-node, whichever was loaded. */
export interface Tensorflow {
  readonly version?: Readonly<Record<string, string>>;
  readonly version_core?: string;
  getBackend(): string;
  engine(): Engine;
  tidy<T>(f: () => T): T;
  keep<T extends Tensor>(x: T): T;
  variable(initial: Tensor): Variable;
  tensor(values: Float32Array | Int32Array, shape: readonly number[], dtype?: string): Tensor;
  scalar(value: number): Tensor;
  zerosLike(x: Tensor): Tensor;
  onesLike(x: Tensor): Tensor;
  clone(x: Tensor): Tensor;
  concat(parts: readonly Tensor[]): Tensor;
  gather(x: Tensor, rows: Tensor): Tensor;
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  add(a: Operand, b: Operand): Tensor;
  addN(parts: readonly Tensor[]): Tensor;
  sub(a: Operand, b: Operand): Tensor;
  mul(a: Operand, b: Operand): Tensor;
  neg(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  softplus(x: Tensor): Tensor;
  softmax(x: Tensor, axis?: number): Tensor;
  logSumExp(x: Tensor, axis: number, keepDimensions?: boolean): Tensor;
  minimum(a: Operand, b: Operand): Tensor;
  greater(a: Operand, b: Operand): Tensor;
  where(condition: Tensor, a: Tensor, b: Tensor): Tensor;
  sum(x: Tensor, axis?: number | readonly number[], keepDimensions?: boolean): Tensor;
  fill(shape: readonly number[], value: number): Tensor;
  customGrad(
    f: (...given: unknown[]) => { value: Tensor; gradFunc: (dy: Tensor, saved: readonly Tensor[]) => Tensor },
  ): (x: Tensor) => Tensor;
  getGradient(kernel: string): GradientOf | undefined;
  registerGradient(gradient: GradientOf): void;
  unregisterGradient(kernel: string): void;
}

/** The model of TensorFlow.js' layers, as far as it is used here. */
export interface LayersModel {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly outputs: readonly unknown[];
  readonly layers?: readonly unknown[];
  readonly trainableWeights: readonly LayerWeight[];
  /** The outputs for these inputs. */
  apply(inputs: never, options?: never): unknown;
  /** The penalties of its regularizers, a scalar each. */
  calculateLosses?(): unknown[];
  /** Makes a sequential model know its own layers' calls, of which it has none before. */
  build?(shape: never): void;
}

/** What a layer makes of others, before there are numbers. */
export interface SymbolicTensor {
  readonly sourceLayer: Layer;
  readonly inputs: readonly SymbolicTensor[];
}

/** A layer, as far as is looked for what it does to training. */
export interface Layer {
  readonly name: string;
  readonly built?: boolean;
  getClassName(): string;
  readonly activation?: { getClassName?(): string } | null;
  readonly layers?: readonly Layer[];
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
  readonly cell?: Layer;
  readonly cells?: readonly Layer[];
  readonly losses?: unknown[];
  readonly activityRegularizer?: object | null;
  readonly stateful?: boolean;
  readonly rate?: number;
  readonly stddev?: number;
  readonly dropout?: number;
  readonly recurrentDropout?: number;
  readonly _trainableWeights?: readonly LayerWeight[];
}

/** A penalty on a weight. */
export interface Regularizer {
  readonly l1?: number;
  readonly l2?: number;
  getClassName?(): string;
}

/** A weight of a layer. */
export interface LayerWeight {
  /** "dense_Dense1/kernel". */
  readonly originalName: string;
  /** What TensorFlow.js projects the weight by after every step. */
  readonly constraint?: {
    /** Its class. */
    getClassName(): string;
  } | null;
  /** Its variable. */
  read(): unknown;
}
