import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { canonicalRun, identify } from "../../src/experiment/identity.ts";
import { check } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { expand } from "../../src/experiment/sweepSpec.ts";
import { dynamics } from "../../src/dynamics/index.ts";
import { integrators } from "../../src/dynamics/integrator/index.ts";
import { noises } from "../../src/dynamics/noise/index.ts";
import { gradientNorm } from "../../src/dynamics/penalty.ts";
import { schedules } from "../../src/dynamics/schedule.ts";
import { measures } from "../../src/measure/index.ts";
import { dataSets } from "../../src/objective/data/index.ts";
import { inits } from "../../src/objective/init/index.ts";
import { losses } from "../../src/objective/loss/index.ts";
import { models } from "../../src/objective/model/index.ts";
import { describe as inWords } from "../../src/spec/describe.ts";
import type { SpecError } from "../../src/spec/errors.ts";
import { parse } from "../../src/spec/parse.ts";
import { exampleOf, faultOfRefusal, liveValues, misspelt, mutated, mutations, wrongValues } from "../support/wrongSpecs.ts";
import { parabola, small } from "./specs.ts";

/** Runs that are right, of most kinds. */
const right: readonly object[] = [
  small,
  parabola,
  {
    ...small,
    dynamics: {
      kind: "sgd",
      stepSize: 0.1,
      batchSize: 3,
      sampling: { kind: "batches", batches: [[0, 1, 2], [3]] },
      noise: { kind: "gaussian", std: 0.1 },
      schedule: { kind: "step", at: [3], factor: 0.5 },
      penalty: { kind: "gradient-norm", strength: 0.1 },
    },
    measures: ["loss", { kind: "sharpness", every: 2 }, { kind: "parameters", at: [1, 2] }, { kind: "distance", to: parabola }],
  },
  {
    ...small,
    objective: {
      ...small.objective,
      data: { kind: "table", x: [[1], [2]], y: [[1], [0]], test: { fraction: 0.5 } },
    },
    dynamics: { kind: "gradient-flow", integrator: { kind: "dopri5" } },
    until: { time: 1 },
    init: { kind: "run", id: parabola },
  },
  {
    version: 1,
    objective: { model: { kind: "expression", parameters: ["a", "b"], example: "(a*x + b - y)^2", over: { x: [1, 2], y: [0, 1] } } },
    init: { kind: "values", values: [1, 2] },
    dynamics: { kind: "adam", stepSize: 0.1 },
    until: { steps: 2 },
  },
];
const sweeps: readonly object[] = [
  { version: 1, base: small, grid: { "dynamics.stepSize": [0.1, 0.2], seed: { from: 0, count: 3 } }, references: [parabola] },
  { version: 1, base: right[2], grid: { "objective.model.widths.1": [2, 3], "measures.1.every": [1, 2], init: [{ kind: "normal" }] } },
];

function refusalOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

const faultIn = (work: () => unknown): string | null => {
  const error = refusalOf(work);
  return error === null ? null : faultOfRefusal(error);
};

test("whatever is changed in a run spec, it passes or is refused with one short sentence", () => {
  fc.assert(
    fc.property(fc.constantFrom(...right), mutations([...wrongValues, ...liveValues()]), (spec, changes) => {
      expect(faultIn(() => identify(mutated(spec, changes) as RunInput))).toBeNull();
    }),
    { numRuns: 3000 },
  );
});

test("whatever is changed in a sweep spec, it passes or is refused with one short sentence", () => {
  fc.assert(
    fc.property(fc.constantFrom(...sweeps), mutations([...wrongValues, ...liveValues()]), (spec, changes) => {
      expect(faultIn(() => expand(mutated(spec, changes)))).toBeNull();
    }),
    { numRuns: 1500 },
  );
});

/** A spec may ask for a million examples: here nothing is to take long. */
const feasible = wrongValues.filter((value) => typeof value !== "number" || Math.abs(value) < 100);

test("so it is where data, model, start, dynamics and measures must fit one another", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...right), mutations(feasible, false), async (spec, changes) => {
      const error = await check(mutated(spec, changes) as RunInput).then(
        () => null,
        (fault: unknown) => fault,
      );
      expect(error === null ? null : faultOfRefusal(error)).toBeNull();
    }),
    { numRuns: 200 },
  );
});

interface Member {
  readonly kind: string;
  readonly schema: z.ZodObject;
}
const families: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  data: dataSets,
  models,
  losses,
  inits,
  dynamics,
  integrators,
  noises,
  schedules,
  penalties: { gradientNorm },
  measures,
};
const members = Object.entries(families).flatMap(([family, all]) => Object.values(all).map((member) => ({ family, member })));

describe("each option of each member, set to what it may not be, is refused with its place, what is wrong and what would be right", () => {
  test.each(members.map(({ family, member }) => [`${family}: ${member.kind}`, member] as const))("%s", (_name, member) => {
    const example = exampleOf(member.schema) as Record<string, unknown>;
    expect(refusalOf(() => parse(member.schema, example))).toBeNull();
    let refused = 0;
    for (const key of Object.keys(member.schema.shape)) {
      for (const value of [...wrongValues, ...liveValues()]) {
        const error = refusalOf(() => parse(member.schema, { ...example, [key]: value }, "place"));
        if (error === null) continue;
        refused++;
        expect(faultOfRefusal(error)).toBeNull();
        const { path, message } = error as SpecError;
        expect(path === `place.${key}` || path.startsWith(`place.${key}.`)).toBe(true);
        expect(message).toMatch(
          /must |missing; must|unknown |lies deeper|cannot be read|is a text of|holds half|at most|name |give |write |the key of this name /,
        );
      }
      const near = key === "kind" ? null : misspelt(key, 14);
      if (near === null || near === key) continue;
      const { [key]: given = null, ...others } = example;
      const error = refusalOf(() => parse(member.schema, { ...others, [near]: given }, "place"));
      expect((error as SpecError).message).toMatch(new RegExp(`^place\\.${near}: unknown key "${near}"`));
    }
    expect(refused).toBeGreaterThan(0);
  });

  test("and what is right is said in few words", () => {
    for (const { member } of members)
      for (const schema of Object.values(member.schema.shape)) expect(inWords(schema).length).toBeLessThan(200);
  });
});

describe("names of measures", () => {
  const all = Object.values(measures).map(({ kind }) => kind);
  const sentenceOf = (measure: unknown): string => (refusalOf(() => canonicalRun({ ...small, measures: [measure] })) as Error).message;

  test.each([
    ["sharpnes", 'measures.0: unknown name "sharpnes"; did you mean "sharpness"?'],
    ["Sharpness", 'measures.0: unknown name "Sharpness"; did you mean "sharpness"?'],
    ["hessian-trac", 'measures.0: unknown name "hessian-trac"; did you mean "hessian-trace"?'],
    [{ kind: "sharpnes" }, 'measures.0.kind: unknown kind "sharpnes"; did you mean "sharpness"?'],
    [{ kind: "loss", evrey: 3 }, 'measures.0.evrey: unknown key "evrey"; did you mean "every"?'],
    [{ every: 3 }, /^measures\.0\.kind: missing; must be one of loss, .* and \d+ more$/],
    [7, /^measures\.0: must be one of "loss", .* and \d+ more or an object with a kind, not 7$/],
    ["zzzzzzz", /^measures\.0: must be one of "loss", .* and \d+ more, not "zzzzzzz"$/],
  ])("%j", (measure, sentence) =>
    expect(sentenceOf(measure)).toMatch(typeof sentence === "string" ? new RegExp(`^${sentence.replaceAll(/[.?]/g, "\\$&")}$`) : sentence),
  );

  test("each is found again without a letter, with one too many, two exchanged, in capitals", () => {
    for (const name of all)
      for (let at = 0; at < 28; at++) {
        const wrong = misspelt(name, at);
        if (all.includes(wrong as never)) continue;
        expect(sentenceOf(wrong)).toMatch(/^measures\.0: unknown name ".*"; did you mean ".*"\?$/);
      }
  });
});

describe("keys that reach prototypes are no keys of specs", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s", (key) => {
    const json = (text: string): unknown => JSON.parse(text.replace("KEY", key));
    expect(faultIn(() => canonicalRun({ ...small, ...(json('{"KEY": {"stepSize": 1}}') as object) }))).toBeNull();
    for (const text of ['{"KEY": 1}', '{"kind": "gd", "stepSize": 1, "KEY": {"stepSize": 1}}'])
      expect(() => canonicalRun({ ...small, dynamics: json(text) })).toThrow(`dynamics.${key}: unknown key "${key}"`);
    for (const axis of [key, `${key}.stepSize`, `dynamics.${key}`, `dynamics.${key}.stepSize`])
      expect(() => expand({ version: 1, base: small, grid: Object.fromEntries([[axis, [1, 2]]]) })).toThrow(
        new RegExp(`^grid\\.${axis}: `),
      );
  });
});
