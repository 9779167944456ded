import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { buildObjective, type ObjectiveSpec, objectiveSchema } from "../../src/objective/build.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { examplewise } from "../../src/objective/examplewise.ts";
import { readingInWords } from "../../src/objective/readingInWords.ts";
import { parse } from "../../src/spec/parse.ts";
import { relativeError } from "./differences.ts";
import * as z from "zod";

const build = (spec: z.input<typeof objectiveSchema>, seed = 0) => buildObjective(parse(objectiveSchema, spec), seed, openRandom);
const chebyshev = { kind: "chebyshev", degree: 3, count: 20 } as const;
const mlp = { kind: "mlp" as const, widths: [1, 5, 1], activation: "tanh" as const };
const quadratic = { kind: "quadratic" as const, matrix: [[2]] };
const half = { kind: "squared-error" } as const;

describe("an objective spec becomes a live objective", () => {
  test("data, model and loss together", async () => {
    const { objective, data, dataHash } = await build({ data: { ...chebyshev, test: { count: 7 } }, model: mlp, loss: half });
    expect([objective.size, objective.examples, objective.test!.examples, data!.train.count]).toEqual([16, 20, 7, 20]);
    expect(dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(objective.loss(new Float64Array(16))).toBeCloseTo(data!.train.y.reduce((sum, y) => sum + y * y, 0) / 40, 14);
  });

  test("a model with its own examples stands alone", async () => {
    const { objective, data, dataHash } = await build({ model: quadratic });
    expect([objective.size, data, dataHash]).toEqual([1, null, null]);
  });

  test("the hash changes with the data and with nothing else", async () => {
    const first = await build({ data: chebyshev, model: mlp, loss: half });
    const other = await build({ data: chebyshev, model: { ...mlp, widths: [1, 2, 1] }, loss: half }, 9);
    const changed = await build({ data: { ...chebyshev, degree: 4 }, model: mlp, loss: half });
    expect(other.dataHash).toBe(first.dataHash);
    expect(changed.dataHash).not.toBe(first.dataHash);
  });

  test("data draw from their own seed, or from the run's", async () => {
    const teacher = { kind: "teacher" as const, input: 1, widths: [3, 1], count: 4 };
    const hash = async (data: z.input<typeof objectiveSchema>["data"], seed: number) =>
      (await build({ data, model: mlp, loss: half }, seed)).dataHash;
    expect(await hash(teacher, 1)).not.toBe(await hash(teacher, 2));
    expect(await hash({ ...teacher, seed: 1 }, 2)).toBe(await hash(teacher, 1));
  });
});

describe("what does not fit is refused with its place and a remedy", () => {
  const x = [[1], [2]];
  test.each<[z.input<typeof objectiveSchema>, string]>([
    [{ data: chebyshev, model: quadratic }, 'objective.data: the model "quadratic" brings its own examples and loss; leave "data" out'],
    [{ model: quadratic, loss: half }, 'objective.loss: the model "quadratic" brings its own'],
    [{ model: mlp, loss: half }, 'objective.data: the model "mlp" needs data; add "data"'],
    [{ data: chebyshev, model: mlp }, 'objective.loss: the model "mlp" needs a loss; add "loss"'],
    [
      { data: chebyshev, model: { ...mlp, widths: [2, 5, 1] }, loss: half },
      "objective.model.widths.0: is 2, but the data have 1 input; use 1",
    ],
    [
      { data: { kind: "table", x, y: [[1], [0.5]] }, model: mlp, loss: { kind: "logistic" } },
      "objective.loss: the target of example 1 is 0.5; logistic needs targets 1 and -1",
    ],
    [
      {
        data: {
          kind: "table",
          x,
          y: [
            [1, 0],
            [1, 1],
          ],
        },
        model: { ...mlp, widths: [1, 2] },
        loss: { kind: "cross-entropy" },
      },
      "objective.loss: the targets of example 1 sum to 2; cross-entropy needs one-hot rows",
    ],
    [{ data: chebyshev, model: mlp, loss: { kind: "cross-entropy" } }, "objective.loss: cross-entropy needs one target column a class"],
    [{ data: { kind: "table", x, y: [[1]] }, model: mlp, loss: half }, "objective.data.y: has 1 rows where x has 2"],
    [
      { data: { kind: "table", x: [[1], [2, 3]], y: x }, model: mlp, loss: half },
      "objective.data.x.1: has 2 entries where the rows before have 1",
    ],
    [{ data: { ...chebyshev, test: { fraction: 0.01 } }, model: mlp, loss: half }, "objective.data.test.fraction: leaves no test example"],
  ])("%#: %j", async (spec, message) => {
    await expect(build(spec)).rejects.toThrow(message);
  });

  test("the schema refuses what is not there", () => {
    expect(() => parse(objectiveSchema, { data: { kind: "chebishev" }, model: mlp })).toThrow("chebyshev");
    expect(() => parse(objectiveSchema, { data: { ...chebyshev, dgree: 3 }, model: mlp })).toThrow("dgree");
    expect(() => parse(objectiveSchema, { data: { ...chebyshev, test: { fraction: 2 } }, model: mlp })).toThrow(/test/);
  });

  test("the schema has a JSON Schema", () => {
    const schema = JSON.stringify(z.toJSONSchema(objectiveSchema, { io: "input" }));
    for (const kind of ["digits", "file", "teacher", "expression", "quadratic", "cross-entropy"]) expect(schema).toContain(`"${kind}"`);
  });
});

describe("objectives without a fast path", () => {
  const spec: ObjectiveSpec = parse(objectiveSchema, { data: chebyshev, model: mlp, loss: half });

  test("per-example norms and mixed products by batches of one agree with the fast ones", async () => {
    const { objective } = await buildObjective(spec, 0, openRandom);
    const slow = examplewise(objective);
    const w = Float64Array.from({ length: 16 }, (_, p) => Math.sin(p + 1));
    const v = Float64Array.from({ length: 16 }, (_, p) => Math.cos(2 * p));
    const [found, expected] = [new Float64Array(20), new Float64Array(20)];
    slow.exampleGradientNorms(w, found);
    objective.exampleGradientNorms(w, expected);
    expect(relativeError(found, expected)).toBeLessThan(1e-13);
    const [mixed, fast] = [new Float64Array(16), new Float64Array(16)];
    for (const [alpha, beta] of [
      [0.7, -0.3],
      [0, 1],
      [1, 0],
    ]) {
      slow.mixedHessianVector(w, v, alpha, beta, mixed);
      objective.mixedHessianVector(w, v, alpha, beta, fast);
      expect(relativeError(mixed, fast)).toBeLessThan(1e-13);
    }
    objective.hessianVector(w, v, fast);
    expect(mixed).toEqual(fast);
  });

  test("costs are counted in passes over the whole data", async () => {
    const cost = noCost();
    const objective = counted((await buildObjective(spec, 0, openRandom)).objective, cost);
    const w = new Float64Array(16).fill(0.1);
    const out = new Float64Array(16);
    const batch = Int32Array.of(0, 1, 2, 3, 4);
    for (let k = 0; k < 10; k++) objective.gradient(w, out, batch);
    expect(cost).toEqual({ gradients: 2.5, hessianVectors: 0 });
    objective.gradient(w, out);
    for (let k = 0; k < 3; k++) objective.loss(w);
    objective.exampleGradientNorms(w, new Float64Array(20));
    expect(cost.gradients).toBe(5.5);
    objective.hessianVector(w, w, out);
    objective.thirdDerivative(w, w, out, batch);
    objective.mixedHessianVector(w, w, 1, 0, out);
    expect(cost).toEqual({ gradients: 5.5, hessianVectors: 2.5 });
    objective.mixedHessianVector(w, w, 1, 1, out);
    expect(cost).toEqual({ gradients: 6.5, hessianVectors: 3.5 });
  });
});

test("what was read is part of an objective: counts of both parts", async () => {
  const { reading } = await build({
    data: { kind: "two-moons", count: 20, noise: 0.1, seed: 1, test: { fraction: 0.25 } },
    model: { ...mlp, widths: [2, 1] },
    loss: half,
  });
  expect(reading).toEqual({ examples: 15, inputs: { count: 2 }, targets: { count: 1 }, test: { examples: 5 }, notes: [] });
  expect(readingInWords(reading!)).toEqual(["Data: 15 examples, 2 inputs, 1 target; 5 test examples."]);
});
