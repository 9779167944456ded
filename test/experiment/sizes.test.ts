import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { dynamics } from "../../src/dynamics/index.ts";
import { expectedBytes, extentOf, mostRecordBytes } from "../../src/experiment/recordSize.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { measures } from "../../src/measure/index.ts";
import { dataSets } from "../../src/objective/data/index.ts";
import { inits } from "../../src/objective/init/index.ts";
import { models } from "../../src/objective/model/index.ts";
import { DataError, SpecError } from "../../src/spec/errors.ts";
import { bytesInWords } from "../../src/spec/room.ts";

const network = (...widths: number[]): object => ({ kind: "mlp", widths, activation: "tanh" });
const objective = {
  data: { kind: "chebyshev", degree: 3, count: 12 },
  model: network(1, 4, 1),
  loss: { kind: "squared-error" },
} as const;
const base = {
  version: 1,
  objective,
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { time: 0.2 },
  measures: ["loss"],
};

const huge = 1e9;
type Key = string | number;
interface Place {
  readonly path: readonly Key[];
  /** Kinds that must stand on the way. */
  readonly kinds: readonly (readonly [readonly Key[], unknown])[];
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly format?: string } } }[];
  readonly values?: readonly unknown[];
}

const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** Where whole numbers may stand in what a schema describes. */
function wholeNumbers(schema: z.core.$ZodType, path: readonly Key[] = []): Place[] {
  const def = definitionOf(schema);
  const { innerType, element, options, shape, format, checks = [] } = def;
  if (innerType !== undefined) return wholeNumbers(innerType, path);
  if (def.in !== undefined) return wholeNumbers(def.in, path);
  if (element !== undefined) return wholeNumbers(element, [...path, 0]);
  if (options !== undefined)
    return options.flatMap((option) => {
      const kind = definitionOf(option).shape?.["kind"];
      const own = kind === undefined ? [] : [[path, definitionOf(kind).values?.[0]] as const];
      return wholeNumbers(option, path).map((place) => ({ ...place, kinds: [...own, ...place.kinds] }));
    });
  if (shape !== undefined)
    return Object.entries(shape).flatMap(([key, value]) => (key === "kind" || key === "seed" ? [] : wholeNumbers(value, [...path, key])));
  const isWhole = format === "safeint" || checks.some(({ _zod }) => _zod.def.format === "safeint");
  return def.type === "number" && isWhole ? [{ path, kinds: [] }] : [];
}

function set(object: unknown, path: readonly Key[], value: unknown): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const holder = typeof object === "object" && object !== null ? object : typeof key === "number" ? [] : {};
  const entry = set((holder as Record<Key, unknown>)[key], rest, value);
  if (!Array.isArray(holder)) return { ...holder, [key]: entry };
  return Object.assign([...(holder as unknown[])], { [key]: entry });
}

/** What members need before an option can be tried, and the inputs and targets of data sets. */
const needed: Readonly<Record<string, object>> = {
  chebyshev: { degree: 3, count: 12 },
  digits: { count: 10, size: 7 },
  table: { x: [[1], [2]], y: [[1], [2]] },
  teacher: { input: 2, widths: [3, 1], count: 8 },
  "sparse-regression": { count: 8, dimension: 3, sparsity: 1 },
  "two-moons": { count: 8 },
  spirals: { count: 8 },
  eigenvalues: { count: 1 },
  "perturbation-sensitivity": { std: 0.1 },
  sgd: { batchSize: 4, sampling: "reshuffle" },
  sam: { radius: 0.05 },
  langevin: { temperature: 0.1 },
  "minibatch-flow": { batchSize: 4 },
  sme: { batchSize: 4, order: 1 },
  "momentum-flow": { momentum: 0.9 },
  "label-noise-flow": { std: 0.1 },
  mlp: { widths: [1, 4, 1], activation: "tanh" },
  "normalized-mlp": { widths: [1, 4, 1], activation: "tanh" },
  quadratic: { matrix: [[1]] },
};
const ends: Readonly<Record<string, readonly [number, number]>> = {
  "two-moons": [2, 1],
  spirals: [2, 1],
  teacher: [2, 1],
  "sparse-regression": [3, 1],
  digits: [49, 10],
};

interface Family {
  readonly [name: string]: { readonly kind: string; readonly schema: z.ZodObject };
}
type Case = readonly [name: string, spec: unknown];

function casesOf(what: string, family: Family, specOf: (member: object, kind: string) => unknown): Case[] {
  return Object.values(family).flatMap(({ kind, schema }) =>
    wholeNumbers(schema).map(({ path, kinds }): Case => {
      const stepped = "stepSize" in schema.shape ? { stepSize: 0.1 } : {};
      const start = kinds.reduce<unknown>((member, [at, word]) => set(member, [...at, "kind"], word), {
        kind,
        ...(what === "dynamics" ? stepped : {}),
        ...needed[kind],
      });
      return [`${what} ${kind}: ${path.join(".")}`, specOf(set(start, path, huge) as object, kind)];
    }),
  );
}

const { file: _files, ...ownData } = dataSets;
const cases: Case[] = [
  ...casesOf("data", ownData, (data, kind) => {
    const [inputs, targets] = ends[kind] ?? [1, 1];
    return { ...base, objective: { ...objective, data, model: network(inputs, 4, targets) } };
  }),
  ...[4, 200].flatMap((width) =>
    casesOf(`with ${width} units, measure`, measures, (measure) => ({
      ...base,
      objective: { ...objective, model: network(1, width, 1) },
      measures: [measure],
    })),
  ),
  ...casesOf("dynamics", dynamics, (one) => ({ ...base, dynamics: one })),
  ...casesOf("model", models, (model) => ({ ...base, objective: { ...objective, model } })),
  ...casesOf("init", inits, (init) => ({ ...base, init })),
  ["hidden units", { ...base, objective: { ...objective, model: network(1, huge, 1) } }],
  ["schedule: every", { ...base, measures: [{ kind: "loss", every: huge }] }],
  ["schedule: at", { ...base, measures: [{ kind: "loss", at: [huge] }] }],
];

describe("a whole number of 10⁹ works, or is refused in a sentence before anything is made, as", () => {
  // The tail of a test machine under load, not what it takes: a second at most, most of them a thousandth.
  test.each(cases)("%s", { timeout: 60_000 }, async (_name, spec) => {
    const outcome = await run(spec as RunInput).catch((error: unknown) => error);
    if (!(outcome instanceof Error)) return expect(outcome).toMatchObject({ version: 1 });
    expect([SpecError, DataError].some((kind) => outcome instanceof kind)).toBe(true);
    expect(outcome.message).not.toMatch(/typed array|allocation|array length|call stack/i);
    expect(outcome.message.length).toBeLessThanOrEqual(300);
  });

  test("for every family that has one", () => {
    for (const what of ["data", "with 4 units, measure", "dynamics", "model"])
      expect(cases.filter(([name]) => name.startsWith(what)).length).toBeGreaterThan(2);
  });
});

describe("the size of a record is known before the run", () => {
  const quadratic = { model: { kind: "quadratic", matrix: [[1]] } } as const;
  const slow = { ...base, objective: quadratic, init: { kind: "constant", value: 1 }, dynamics: { kind: "gd", stepSize: 1e-3 } };
  const measured = (measure: object, until: object = { steps: 5000 }): RunInput =>
    ({ ...slow, until, measures: [measure] }) as unknown as RunInput;

  test.each<[string, object, object]>([
    ["steps, every step", { kind: "loss", every: 1 }, { steps: 5000 }],
    ["steps, every third", { kind: "sharpness", every: 3 }, { steps: 5000 }],
    ["steps, thinned", { kind: "loss" }, { steps: 5000 }],
    ["a time, every step", { kind: "loss", every: 1 }, { time: 4 }],
    ["steps, at times", { kind: "loss", everyTime: 0.01 }, { steps: 5000 }],
    ["steps, some of them named", { kind: "loss", at: [1, 5, 7] }, { steps: 5000 }],
  ])("within a factor of four, where it ends by %s", async (_name, measure, until) => {
    const record = await run(measured(measure, until));
    const columns = Object.keys(record.path).length - 2;
    const estimate = expectedBytes([{ schedule: measure, columns }], extentOf(until, 1e-3), 1);
    const { path } = record;
    const length = JSON.stringify(path).length;
    expect(estimate).toBeGreaterThan(0.7 * length - 100);
    expect(estimate).toBeLessThan(4 * length + 500);
  });

  test("and one that could not be written is refused with it", async () => {
    await expect(run(measured({ kind: "loss", every: 1 }, { steps: 1e8 }))).rejects.toThrow(
      /^measures\.0: makes about 100000001 rows of 1 columns, and a record of 5\.87 GB, where one may have 256 MB: measure less often, or less$/,
    );
    await expect(run(measured({ kind: "loss", everyTime: 1e-3 }, { time: 1e5 }))).rejects.toThrow(/a record of 5\.87 GB/);
    const { measures: _, ...flow } = measured({});
    const clocked = { ...flow, dynamics: { kind: "gradient-flow" }, until: { time: 1e8 }, measures: [{ kind: "loss", everyTime: 1 }] };
    await expect(run(clocked as unknown as RunInput)).rejects.toThrow(/^measures\.0: makes about .* a record of/);
  });

  test("in a sweep too, before any of its runs", async () => {
    let begun = 0;
    const spec = { base: measured({ kind: "loss", every: 1 }), grid: { "until.steps": [10, 1e8] } };
    await expect(sweep(spec, { workers: 0, onProgress: () => void begun++ })).rejects.toThrow(
      /a record of 5\.87 GB, where one may have 256 MB/,
    );
    expect(begun).toBe(0);
  });

  test("is watched where nothing says when the run ends", { timeout: 120_000 }, async () => {
    const wide = Array.from({ length: 400 }, (_, i) => i % 1);
    const endless = { ...measured({ kind: "parameters", indices: wide, every: 1 }), until: { loss: 1e-300 } } as unknown as RunInput;
    await expect(run(endless)).rejects.toThrow(
      /^measures: filled a record of 256 MB, the most that one may have, by step \d+: measure less often/,
    );
  });

  test("leaves room below what a string may hold", () => {
    expect(25 * (mostRecordBytes / 21)).toBeLessThan(2 ** 29 - 24);
    expect([1, 1024, 3 * 2 ** 30, 2 ** 60].map(bytesInWords)).toEqual(["1 bytes", "1 kB", "3 GB", "1.0e+6 TB"]);
  });
});
