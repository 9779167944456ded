import { keptSpecs, ownData, pack, unpack } from "./packed.ts";

export const methods = ["gradient-flow", "gd", "sgd", "igr-flow", "minibatch-flow", "central-flow"] as const;
export type MethodName = (typeof methods)[number];

export const dataKinds = ["chebyshev", "teacher", "two-moons", "spirals", "digits", "table"] as const;
export const activations = ["tanh", "gelu", "softplus", "sigmoid", "relu", "identity"] as const;
export const losses = ["squared-error", "logistic", "cross-entropy"] as const;
export const samplings = ["reshuffle", "shuffle-once", "cyclic", "subset", "bootstrap", "partition-iid"] as const;
export const noises = ["none", "label", "gaussian"] as const;
export const comparisons = ["time", "loss"] as const;
export const terms = ["modifiedLoss", "implicitGradientTerm", "minibatchTerm"] as const;

/** Examples that were dropped on the page. */
export interface OwnData {
  readonly name: string;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
}

/** Everything that the page shows, and nothing else: what stands in its address. */
export interface State {
  readonly data: (typeof dataKinds)[number];
  readonly degree: number;
  readonly count: number;
  /** Standard deviation of the noise on generated data. */
  readonly spread: number;
  readonly own: OwnData | null;
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: (typeof activations)[number];
  readonly loss: (typeof losses)[number];
  readonly stepSize: number;
  readonly batchSize: number;
  readonly sampling: (typeof samplings)[number];
  readonly noise: (typeof noises)[number];
  readonly noiseStd: number;
  readonly time: number;
  readonly seed: number;
  /** How many runs of SGD, which share their start and differ in their draws. */
  readonly copies: number;
  /** A larger eigenvalue is excluded at every so many rows. */
  readonly excludeEvery: number;
  readonly methods: readonly MethodName[];
  readonly compare: (typeof comparisons)[number];
  readonly term: (typeof terms)[number];
  /** Specs of runs that were kept for comparison. */
  readonly kept: readonly object[];
}

export const initialState: State = {
  data: "chebyshev",
  degree: 4,
  count: 20,
  spread: 0.1,
  own: null,
  hidden: [30, 20],
  activation: "tanh",
  loss: "squared-error",
  stepSize: 0.25,
  batchSize: 5,
  sampling: "reshuffle",
  noise: "none",
  noiseStd: 0.1,
  time: 250,
  seed: 0,
  copies: 1,
  excludeEvery: 25,
  methods: ["gradient-flow", "gd", "sgd", "central-flow"],
  compare: "time",
  term: "modifiedLoss",
  kept: [],
};

/** The most steps that a run of the page takes: its time ends where they do. */
export const mostSteps = 20_000;

type Codec<T> = { readonly write: (value: T) => string; readonly read: (text: string) => T | undefined };

const oneOf = <T extends string>(values: readonly T[]): Codec<T> => ({
  write: (value) => value,
  read: (text) => values.find((value) => value === text),
});
const within = (low: number, high: number, whole = false): Codec<number> => ({
  write: String,
  read: (text) => {
    const value = Number(text);
    return text !== "" && value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : undefined;
  },
});
const widths: Codec<readonly number[]> = {
  write: (value) => value.join("-"),
  read: (text) => {
    const values = text === "" ? [] : text.split("-").map(Number);
    return values.length <= 8 && values.every((width) => Number.isInteger(width) && width >= 1 && width <= 512) ? values : undefined;
  },
};
const subset: Codec<readonly MethodName[]> = {
  write: (value) => value.join("."),
  read: (text) => methods.filter((method) => text.split(".").includes(method)),
};
const packed = <T>(check: (value: unknown) => T | undefined): Codec<T> => ({
  write: pack,
  read: (text) => {
    try {
      return check(unpack(text));
    } catch {
      return undefined;
    }
  },
});

/** How each entry stands in an address; reading answers undefined where a text means nothing. */
const codecs: { readonly [Key in keyof State]: Codec<State[Key]> } = {
  data: oneOf(dataKinds),
  degree: within(1, 12, true),
  count: within(2, 2000, true),
  spread: within(0, 10),
  own: packed<OwnData | null>(ownData),
  hidden: widths,
  activation: oneOf(activations),
  loss: oneOf(losses),
  stepSize: within(1e-6, 100),
  batchSize: within(1, 100_000, true),
  sampling: oneOf(samplings),
  noise: oneOf(noises),
  noiseStd: within(0, 100),
  time: within(1e-3, 1e6),
  seed: within(0, 0xffffffff, true),
  copies: within(1, 8, true),
  excludeEvery: within(1, 1000, true),
  methods: subset,
  compare: oneOf(comparisons),
  term: oneOf(terms),
  kept: packed(keptSpecs),
};

/** The part of an address that makes a state again: what differs from the initial one. */
export function toFragment(state: State): string {
  const entries = (Object.keys(codecs) as (keyof State)[]).flatMap((key) => {
    if (JSON.stringify(state[key]) === JSON.stringify(initialState[key])) return [];
    return [[key, (codecs[key] as Codec<unknown>).write(state[key])] as [string, string]];
  });
  return new URLSearchParams(entries).toString();
}

/** A longer address is not looked into. */
const longestFragment = 20_000_000;

/** Reads what `toFragment` wrote; whatever it does not understand keeps its initial value. */
export function fromFragment(fragment: string): State {
  if (fragment.length > longestFragment) return initialState;
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const state: Record<string, unknown> = { ...initialState };
  for (const key of Object.keys(codecs) as (keyof State)[]) {
    const text = given.get(key);
    const value = text === null ? undefined : codecs[key].read(text);
    if (value !== undefined) state[key] = value;
  }
  const read = state as unknown as State;
  return read.data === "table" && read.own === null ? { ...read, data: initialState.data } : read;
}
