import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type * as z from "zod";
import * as face from "../../src/index.ts";
import { type Random, openRandom } from "../../src/kernel/random.ts";
import { small } from "./specs.ts";

const { dataSets, models, losses, inits, dynamics, measures } = face;

describe("the public face", () => {
  test.each(Object.entries({ dataSets, models, losses, inits, dynamics, measures }))(
    "exports every member of %s as a builder",
    (_family, members) => {
      const exported = new Set<unknown>(Object.values(face));
      expect(
        Object.values(members)
          .filter((member) => !exported.has(member))
          .map(({ kind }: { kind: string }) => kind),
      ).toEqual([]);
      for (const [kind, member] of Object.entries(members)) expect((member as { kind: string }).kind).toBe(kind);
    },
  );

  test("knows the package's version", () => {
    expect(face.packageVersion).toBe(
      (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version,
    );
  });

  test("runs what the builders build", async () => {
    const record = await face.run({
      objective: {
        data: face.chebyshev({ degree: 4, count: 12 }),
        model: face.mlp({ widths: [1, 6, 1], activation: "tanh" }),
        loss: face.squaredError(),
      },
      init: face.normal(),
      dynamics: face.gd({ stepSize: 0.1 }),
      until: { steps: 30 },
      measures: ["loss"],
    });
    expect(record.id).toBe(face.identify(small).id);
  });
});

describe("an objective by hand", () => {
  test("is the one that a run starts from", async () => {
    const { objective, point } = await face.objective(small.objective);
    const start = point(face.normal());
    const record = await face.run(small);
    expect(start.loss).toBe(record.path.loss[0]);
    expect(objective.size).toBe(19);
    expect(point(record.final.parameters as number[]).loss).toBe(record.final.loss);
    expect(() => point([1, 2])).toThrow("the objective has 19 parameters, not 2");
  });

  test("is checked like any spec", async () => {
    await expect(face.objective({ ...small.objective, model: { kind: "mlp", widths: [3, 1], activation: "tanh" } })).rejects.toThrow(
      "objective.model.widths",
    );
    await expect(face.objective({ ...small.objective, loss: { kind: "square" } as never })).rejects.toThrow(
      'objective.loss.kind: unknown kind "square"; did you mean "squared-error"?',
    );
  });
});

describe("the JSON Schema", () => {
  test("of runs names every kind, and measures by name", () => {
    const text = JSON.stringify(face.jsonSchema("run"));
    for (const family of [dataSets, models, losses, inits, dynamics, measures])
      for (const kind of Object.keys(family)) expect(text).toContain(`"const":"${kind}"`);
    expect(text).toContain('"enum":["loss","test-loss"');
  });

  test("of sweeps and records is there too", () => {
    expect(face.jsonSchema("sweep").properties).toHaveProperty("grid");
    expect(face.jsonSchema("record").properties).toHaveProperty("provenance");
  });

  const validator = (of: "run" | "sweep" | "record") => new Ajv({ strict: false }).compile(face.jsonSchema(of));

  test("of records takes the records of runs, and nothing that is not one", async () => {
    const valid = validator("record");
    const flow = { ...small, dynamics: { kind: "igr-flow" as const, stepSize: 0.1 }, until: { time: 1 } };
    for (const spec of [small, flow]) {
      const record = JSON.parse(JSON.stringify(await face.run({ ...spec, measures: ["loss", "sharpness"] }))) as { path: object };
      valid(record);
      expect(valid.errors).toBe(null);
      expect(valid({ ...record, path: { ...record.path, loss: 1 } })).toBe(false);
    }
  });

  test("of sweeps knows what may stand in the base, whatever the grid brings", () => {
    const valid = validator("sweep");
    const { dynamics: _, ...rest } = small;
    const sweep = (dynamics: object): object => ({ version: 1, base: { ...rest, dynamics }, grid: { "dynamics.stepSize": [0.1, 0.2] } });
    valid(sweep({ kind: "gd" }));
    expect(valid.errors).toBe(null);
    expect(valid(sweep({ kind: "gdd" }))).toBe(false);
    expect(valid(sweep({ kind: "gd", stepsize: 0.1 }))).toBe(false);
    expect(valid({ ...sweep({ kind: "gd" }), references: [{ sed: 1 }] })).toBe(false);
  });
});

test("data sets that have no seed draw no random numbers, so that runs of any seed may share them", async () => {
  const specs = { chebyshev: { degree: 3, count: 5 }, digits: { count: 20 }, table: { x: [[1]], y: [[1]] } } as const;
  const seedless = Object.entries(dataSets).filter(([, { schema }]) => !("seed" in schema.shape));
  expect(seedless.map(([kind]) => kind).toSorted()).toEqual([...Object.keys(specs), "file"].toSorted());
  for (const [kind, options] of Object.entries(specs)) {
    const member = dataSets[kind as "chebyshev"] as unknown as {
      schema: z.ZodType;
      load(spec: unknown, random: (purpose: "data") => Random): unknown;
    };
    const load = (seed: number): unknown => member.load(member.schema.parse({ kind, ...options }), (purpose) => openRandom(seed, purpose));
    expect(await load(0)).toEqual(await load(1));
  }
});
