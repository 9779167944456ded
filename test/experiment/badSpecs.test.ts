import { describe, expect, test } from "vitest";
import { check } from "../../src/experiment/run.ts";
import { type RunInput, versioned } from "../../src/experiment/runSpec.ts";
import { parabola, small } from "./specs.ts";

const chebyshev = small.objective.data;
const objective = (changes: object): object => ({ ...small, objective: { ...small.objective, ...changes } });
const flow = { kind: "gradient-flow" };

describe("a wrong run spec is refused with one sentence before anything starts", () => {
  test.each<[string, unknown, RegExp]>([
    ["unknown kind", { ...small, dynamics: { kind: "gdd", stepSize: 1 } }, /^dynamics\.kind: unknown kind "gdd"; did you mean "gd"\?$/],
    [
      "misspelt key",
      { ...small, dynamics: { kind: "gd", stepsize: 1 } },
      /^dynamics\.stepsize: unknown key "stepsize"; did you mean "stepSize"\?$/,
    ],
    ["unknown key", { ...small, colour: "red" }, /^colour: unknown key "colour" \(known: version, objective, /],
    [
      "negative step size",
      { ...small, dynamics: { kind: "gd", stepSize: -0.2 } },
      /^dynamics\.stepSize: must be a positive number, not -0\.2$/,
    ],
    [
      "a number that is none",
      { ...small, dynamics: { kind: "gd", stepSize: Number.NaN } },
      /^dynamics\.stepSize: must be a positive number, not NaN$/,
    ],
    [
      "batch larger than the data",
      { ...small, dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 13, sampling: "reshuffle" } },
      /^dynamics\.batchSize: .*13.*12/,
    ],
    [
      "misspelt sampling",
      { ...small, dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 3, sampling: "reshufle" } },
      /^dynamics\.sampling: .*did you mean "reshuffle"\?$/,
    ],
    [
      "widths that do not fit the data",
      objective({ model: { kind: "mlp", widths: [2, 6, 1], activation: "tanh" } }),
      /^objective\.model\.widths.*1 input/,
    ],
    ["ragged table", objective({ data: { kind: "table", x: [[1], [1, 2]], y: [[1], [2]] } }), /^objective\.data\.x\.1: /],
    ["empty table", objective({ data: { kind: "table", x: [], y: [] } }), /^objective\.data\.x: must have at least 1 entry, not 0$/],
    [
      "NaN in a table",
      objective({ data: { kind: "table", x: [[Number.NaN]], y: [[1]] } }),
      /^objective\.data\.x\.0\.0: must be a finite number, not NaN$/,
    ],
    ["a file that is missing", objective({ data: { kind: "file", path: "no/such.csv", target: 0 } }), /^no\/such\.csv: /],
    [
      "a formula that does not parse",
      { ...parabola, objective: { model: { kind: "expression", parameters: ["w"], loss: "w^^2" } } },
      /^objective\.model\.loss: /,
    ],
    ["missing loss", { ...small, objective: { data: chebyshev, model: small.objective.model } }, /^objective\.loss: /],
    ["misspelt measure", { ...small, measures: ["shapness"] }, /^measures\.0: .*did you mean "sharpness"\?$/],
    [
      "measure with a misspelt option",
      { ...small, measures: ["loss", { kind: "loss", evry: 2 }] },
      /^measures\.1\.evry: unknown key "evry"; did you mean "every"\?$/,
    ],
    [
      "measure that needs an option",
      { ...small, measures: ["perturbation-sensitivity"] },
      /^measures\.0\.std: missing; must be a positive number$/,
    ],
    [
      "measure that does not fit the dynamics",
      { ...small, dynamics: flow, until: { time: 1 }, measures: ["loss", "modified-loss"] },
      /^measures\.1.*step size/,
    ],
    ["no end", { ...small, until: {} }, /^until: name at least one of steps, time, loss, gradientNorm, sharpness$/],
    ["a flow that counts steps", { ...small, dynamics: flow }, /^until\.steps: a flow has no steps/],
    [
      "a flow measured at steps",
      { ...small, dynamics: flow, until: { time: 1 }, measures: [{ kind: "loss", every: 3 }] },
      /^measures\.0\.every: a flow has no steps/,
    ],
    ["a start of the wrong length", { ...small, init: { kind: "values", values: [1, 2] } }, /^init\.values: .*2.*19/],
    ["a reference that is no id", { ...small, measures: [{ kind: "distance", to: "best" }] }, /^measures\.0\.to: must be the id of a run/],
    [
      "a wrong reference",
      { ...small, measures: [{ kind: "distance", to: { ...small, seed: -1 } }] },
      /^measures\.0\.to\.seed: must be a whole number/,
    ],
    ["a newer version", { ...small, version: 2 }, /^version: must be 1, not 2$/],
    ["a list", [small], /^a run spec is an object \{…\}, not a list$/],
    ["nothing", null, /^a run spec is an object \{…\}, not null$/],
  ])("%s", async (_name, spec, sentence) => {
    const error = await check(spec as RunInput).then(
      () => null,
      (fault: unknown) => fault as Error,
    );
    expect(error?.name).toMatch(/^(SpecError|DataError)$/);
    expect(error!.message).toMatch(sentence);
    expect(error!.message).not.toContain("\n");
  });
});

test("a spec that is right passes, and nothing has moved", async () => {
  await expect(check(small)).resolves.toMatchObject({ inputs: { count: 1 } });
});

test("JSON must name its version, a program need not", () => {
  const { version: _version, ...bare } = small;
  expect(() => versioned(bare, "run spec")).toThrow("version: missing; must be 1");
  expect(versioned(small, "run spec")).toBe(small);
});
