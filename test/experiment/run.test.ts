import { describe, expect, test } from "vitest";
import { loadBehaviours } from "../../src/experiment/behaviours.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { identify } from "../../src/experiment/identity.ts";
import type { LiveObjective } from "../../src/experiment/live.ts";
import { borrow } from "../../src/experiment/objectives.ts";
import { recordSchema } from "../../src/experiment/record.ts";
import { check, run } from "../../src/experiment/run.ts";
import { startRunner } from "../../src/experiment/runner.ts";
import type { RunSpec } from "../../src/experiment/runSpec.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { parabola, small, withoutSeconds } from "./specs.ts";

/** L = w²/2 by hand. */
const byHand: LiveObjective = {
  size: 1,
  examples: 1,
  blocks: [{ name: "w", start: 0, end: 1, rows: 1, columns: 1 }],
  loss: (w) => (w[0] * w[0]) / 2,
  gradient(w, out) {
    out[0] = w[0];
    return (w[0] * w[0]) / 2;
  },
  hessianVector: (_w, v, out) => out.set(v),
  thirdDerivative: (_w, _u, out) => void out.fill(0),
  exampleGradientNorms: (w, out) => void (out[0] = w[0] * w[0]),
  mixedHessianVector: (w, v, alpha, beta, out) => void (out[0] = alpha * v[0] + beta * w[0]),
};

describe("a record says what happened", () => {
  test("every step of a path that is known in closed form", async () => {
    const { status, reason, path, final, cost, version } = await run(parabola);
    expect({ version, status, reason }).toEqual({ version: 1, status: "finished", reason: "steps" });
    const steps = Array.from({ length: 11 }, (_, k) => k);
    expect(path).toEqual({ step: steps, time: steps.map((k) => k / 2), loss: steps.map((k) => 0.5 / 4 ** k) });
    expect(final).toEqual({ step: 10, time: 5, loss: 0.5 / 4 ** 10, parameters: [1 / 2 ** 10] });
    expect(cost).toMatchObject({ gradients: 11, hessianVectors: 0 });
  });

  test("what the integrator of a flow did, within its tolerance; nothing of the kind for descent", async () => {
    const flow = await run({ ...parabola, dynamics: { kind: "gradient-flow" }, until: { time: 2 } });
    const { accepted, evaluations, radiusEvaluations, errorEstimate, rejected } = flow.cost.integrator!;
    expect(evaluations).toBe(flow.cost.gradients);
    expect(evaluations - radiusEvaluations).toBeGreaterThan(accepted + rejected);
    expect(errorEstimate).toBeGreaterThan(0);
    expect(errorEstimate).toBeLessThanOrEqual(1);
    expect((await run(parabola)).cost.integrator).toBeUndefined();
  });

  test("in the form that the contract describes", async () => {
    for (const spec of [small, { ...small, dynamics: { kind: "gradient-flow" } as const, until: { time: 1 } }]) {
      const record = await run(spec);
      expect(recordSchema.parse(record)).toEqual(record);
      expect(new Set(Object.values(record.path).map((column) => column.length)).size).toBe(1);
    }
  });

  test("the same in every run of a spec, but for the seconds", async () => {
    const spec = {
      ...small,
      dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 4, sampling: "reshuffle" },
      measures: ["loss", "sharpness"],
    } as const;
    expect(withoutSeconds(await run(spec))).toBe(withoutSeconds(await run(spec)));
  });

  test("where the data came from, by their hash", async () => {
    const { provenance } = await run(small);
    expect(provenance.data).toMatch(/^[0-9a-f]{64}$/);
    expect((await run(parabola)).provenance.data).toBeNull();
    expect(provenance.reading).toMatchObject({ inputs: { count: 1 }, targets: { count: 1 } });
    expect((await run(parabola)).provenance).not.toHaveProperty("reading");
    expect((await run({ ...small, seed: 1 })).provenance).toEqual(provenance);
  });
});

describe("the first entry of until that is reached ends a run", () => {
  test.each([
    [{ steps: 3, time: 100 }, "steps", 3],
    [{ steps: 100, time: 1.5 }, "time", 3],
    [{ steps: 100, loss: 0.5 / 4 ** 3 }, "loss", 3],
    [{ steps: 100, gradientNorm: 1 / 2 ** 3 }, "gradientNorm", 3],
    [{ steps: 100, sharpness: 0.9 }, "sharpness", 0],
  ] as const)("%j", async (until, reason, step) => {
    expect(await run({ ...parabola, until })).toMatchObject({ status: "finished", reason, final: { step } });
  });

  test("a time that is no whole number of steps is reached at the next one, whatever the rounding", async () => {
    expect((await run({ ...parabola, dynamics: { kind: "gd", stepSize: 0.1 }, until: { time: 0.3 } })).final.step).toBe(3);
    expect((await run({ ...parabola, dynamics: { kind: "gd", stepSize: 0.1 }, until: { time: 0.31 } })).final.step).toBe(4);
  });
});

describe("divergence is a result", () => {
  test("with the step at which it happened, and a path up to there", async () => {
    const { status, reason, final, path } = await run({ ...parabola, dynamics: { kind: "gd", stepSize: 100 }, until: { steps: 1000 } });
    expect(status).toBe("diverged");
    expect(reason).toMatch(/^diverged at step \d+: /);
    expect(final.loss).toBeNull();
    expect(path.step.at(-1)).toBe(final.step);
    expect(path.loss.at(-1)).toBeNull();
    // w_k = (−99)^k: its square is beyond the largest float64, 1.8e308, from k = 78 on (78 × log10 99² = 311).
    expect(final.step).toBe(78);
    expect(final.time).toBe(7800);
    expect(path.loss.slice(0, -1).every((loss) => loss !== null)).toBe(true);
  });

  test("also when it happens at the last step", async () => {
    expect(await run({ ...parabola, dynamics: { kind: "gd", stepSize: 100 }, until: { steps: 78 } })).toMatchObject({
      status: "diverged",
      final: { step: 78 },
    });
    expect(await run({ ...parabola, dynamics: { kind: "gd", stepSize: 100 }, until: { steps: 77 } })).toMatchObject({ status: "finished" });
  });
});

test("how a run is cut into slices does not influence it", async () => {
  const identified = identify({ ...small, measures: ["loss", "sharpness", { kind: "gradient-noise", every: 7 }] });
  const built = await borrow((identified.spec as RunSpec).objective, 0);
  await loadBehaviours(identified.spec);
  const drive = (milliseconds: number): string => {
    const runner = startRunner(identified, { ...built, references: () => new Float64Array() });
    while (!runner.advance(milliseconds));
    return withoutSeconds(runner.record());
  };
  expect(drive(0.001)).toBe(drive(1000));
});

describe("a run can be watched and cancelled", () => {
  const long = { ...small, until: { steps: 1e9 } };

  test("progress names step, time, loss and fraction", async () => {
    const abort = new AbortController();
    const seen: { step: number; time: number; loss: number | null; fraction: number | null }[] = [];
    const record = await run(long, { signal: abort.signal, onProgress: (progress) => void (seen.push(progress) === 3 && abort.abort()) });
    expect(record).toMatchObject({ status: "stopped", reason: "cancelled" });
    const last = seen.at(-1);
    expect(last.fraction).toBe(1);
    expect(seen[1].step).toBeGreaterThan(seen[0].step);
    expect(seen[0].time).toBeCloseTo(0.1 * seen[0].step, 6);
    expect(seen[0].fraction).toBeCloseTo(seen[0].step / 1e9, 15);
    expect(record.path.step.at(-1)).toBe(record.final.step);
  });

  test("a stopped run is not stored", async () => {
    const store = memoryStore();
    const record = await run(long, { store, signal: AbortSignal.timeout(50) });
    expect(await store.has(record.id)).toBe(false);
  });
});

describe("a live objective", () => {
  const spec = { ...parabola, objective: byHand };
  test("gives the record that its formula gives", async () => {
    const { path, final } = await run(spec);
    const formula = await run(parabola);
    expect(path).toEqual(formula.path);
    expect(final).toEqual(formula.final);
  });

  test("needs a name and a version to be stored", async () => {
    const store = memoryStore();
    await expect(run(spec, { store })).rejects.toThrow("objective: a hand-written objective needs a name and a version");
    const named = { ...spec, objective: { ...byHand, name: "parabola", version: "1" } };
    const record = await run(named, { store });
    expect(record.spec.objective).toEqual({ kind: "live", name: "parabola", version: "1" });
    expect(await store.read(record.id)).toEqual(record);
  });

  test("passes the checks of any spec", async () => {
    await expect(check(spec)).resolves.toBeUndefined();
    await expect(check({ ...spec, init: { kind: "values", values: [1, 2] } })).rejects.toThrow("init.values");
  });
});

describe("a run that refers to another", () => {
  test("measures the distance to its end, whether by spec or by id", async () => {
    const store = memoryStore();
    const { id } = await run(parabola, { store });
    for (const to of [parabola, id]) {
      const { path } = await run({ ...parabola, until: { steps: 2 }, measures: [{ kind: "distance", to }] }, { store });
      expect(path["distance"]).toEqual([1 - 2 ** -10, 0.5 - 2 ** -10, 0.25 - 2 ** -10]);
    }
  });

  test("starts where it ended, or stood at a step that it measured", async () => {
    const store = memoryStore();
    const { id } = await run({ ...parabola, measures: [{ kind: "parameters", at: [4] }] }, { store });
    expect((await run({ ...parabola, init: { kind: "run", id } }, { store })).path.loss[0]).toBe(0.5 / 4 ** 10);
    expect((await run({ ...parabola, init: { kind: "run", id, at: 4 } }, { store })).path.loss[0]).toBe(0.5 / 4 ** 4);
    await expect(run({ ...parabola, init: { kind: "run", id, at: 5 } }, { store })).rejects.toThrow(
      "did not record its parameters at step 5",
    );
  });

  test("starts where it ended also when it is named by its spec, in a run and in a sweep, and the spec is part of its identity", async () => {
    const init = { kind: "run", id: parabola } as const;
    const store = memoryStore();
    const record = await run({ ...parabola, init });
    expect(record.path.loss[0]).toBe(0.5 / 4 ** 10);
    const { cells } = await sweep({ base: { ...parabola, init } }, { store, workers: 0 });
    expect(cells[0].id).toBe(record.id);
    expect(cells[0].record!.final).toEqual(record.final);
    const written = { ...parabola, version: 1, seed: 0 };
    expect((await run({ ...parabola, init: { kind: "run", id: written } })).id).toBe(record.id);
    await expect(run({ ...parabola, init: { kind: "run", id: { ...parabola, until: {} } } })).rejects.toThrow("init.id.until: ");
  });

  test("is refused where that is not to be had", async () => {
    const init = { kind: "run", id: "0".repeat(64) } as const;
    await expect(run({ ...parabola, init })).rejects.toThrow("can only be looked up");
    await expect(run({ ...parabola, init }, { store: memoryStore() })).rejects.toThrow("the store holds no run");
  });
});
