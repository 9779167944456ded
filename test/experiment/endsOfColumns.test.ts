import { describe, expect, test } from "vitest";
import { endsOfColumns } from "../../src/experiment/endsOfColumns.ts";
import { errorColumnOf, errorColumns, valueWithError } from "../../src/experiment/errorColumn.ts";
import { howItEnded } from "../../src/experiment/howItEnded.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { summarise } from "../../src/experiment/summary.ts";
import { table } from "../../src/experiment/table.ts";

const bowl: RunInput = {
  objective: { model: { kind: "quadratic", matrix: [[1]] } },
  init: { kind: "values", values: [1] },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 5 },
  measures: ["loss"],
  seed: 0,
};

describe("what a run ends with", () => {
  test("is nothing in every column where it diverged, in a table; elsewhere the step of the value is said", async () => {
    for (const [dynamics, last] of [
      [{ kind: "gd", stepSize: 1e300 }, 0],
      [{ kind: "gd", stepSize: 1e10 }, 15],
      [{ kind: "sgd", stepSize: 1e10, batchSize: 1, sampling: "cyclic" }, 15],
    ] as const) {
      const store = memoryStore();
      const record = await run(
        { ...bowl, dynamics, until: { steps: 500 }, measures: ["loss", { kind: "sharpness", every: 10 }] },
        { store },
      );
      expect(record.status).toBe("diverged");
      const { columns, rows } = await table(store);
      for (const name of ["loss", "sharpness", "sharpnessCertificate"]) expect(rows[0][columns.indexOf(name)]).toBe(null);
      expect(summarise(record).last["loss"]).toBe(null);
      const { last: loss, lastAt } = endsOfColumns(record)("loss");
      expect(lastAt).toBe(`step ${last}`);
      expect(loss).toBe(record.path.loss[record.path.step.indexOf(last)]);
    }
  });

  test("is the last row of a finished run, and null there where a column is not defined there", async () => {
    const store = memoryStore();
    const record = await run(
      { ...bowl, measures: ["loss", { kind: "directional-sharpness" }], dynamics: { kind: "gd", stepSize: 1 } },
      { store },
    );
    expect(record.status).toBe("finished");
    const { columns, rows } = await table(store);
    expect(rows[0][columns.indexOf("loss")]).toBe(0);
    // The first step lands on the minimum: no direction is left.
    expect(rows[0][columns.indexOf("directionalSharpness")]).toBe(null);
    expect(endsOfColumns(record)("directionalSharpness")).toMatchObject({ last: 1, lastAt: "step 0" });
    expect(endsOfColumns(record)("loss")).toMatchObject({ last: 0, lastAt: null });
  });
});

describe("a run that is not finite at the start says so, and nothing of its step size", () => {
  const formula = (loss: string) => ({ model: { kind: "expression" as const, parameters: ["a"], loss } });
  test.each([
    ["loss", { ...bowl, init: { kind: "values", values: [1e200] } }],
    ["loss", { ...bowl, objective: formula("log(a)"), init: { kind: "values", values: [-1] } }],
    ["loss", { ...bowl, init: { kind: "values", values: [1e200] }, dynamics: { kind: "gradient-flow" }, until: { time: 1 } }],
    ["loss", { ...bowl, init: { kind: "values", values: [1e200] }, dynamics: { kind: "adam", stepSize: 0.1 } }],
    ["loss", { ...bowl, init: { kind: "values", values: [1e200] }, until: { steps: 5, loss: 1e-3 } }],
    ["gradient", { ...bowl, objective: formula("sqrt(a)"), init: { kind: "values", values: [0] } }],
  ] as const)("(the %s, %#)", async (what, spec) => {
    const record = await run(spec);
    expect(record.status).toBe("diverged");
    expect(record.reason).toBe(
      `not finite at the start: the ${what} at the initial values is not a finite number; look at init, model and data`,
    );
    expect(howItEnded(record)).toBe(record.reason);
    expect(record.final).toMatchObject({ time: 0, loss: null });
  });

  test("but one that leaves the finite numbers in its first step does not", async () => {
    const record = await run({ ...bowl, dynamics: { kind: "gd", stepSize: 1e300 }, init: { kind: "values", values: [1e9] } });
    expect(record.reason).toBe("diverged at step 1: a parameter is no longer finite: a smaller step size may help");
  });
});

describe("errors stand beside what they are the errors of", () => {
  const names = [
    "hessianTrace",
    "hessianTraceError",
    "hessianTrace_2",
    "hessianTraceError_2",
    "sharpness",
    "lossOfAverage",
    "lossErrorOfAverage",
  ];
  const has = (name: string): boolean => names.includes(name);

  test("also of a second measure and of epochs' mean iterates", () => {
    expect(names.map((name) => errorColumnOf(name, has))).toEqual([
      "hessianTraceError",
      null,
      "hessianTraceError_2",
      null,
      null,
      "lossErrorOfAverage",
      null,
    ]);
    expect([...errorColumns(names)]).toEqual(["hessianTraceError", "hessianTraceError_2", "lossErrorOfAverage"]);
  });

  test("where there is one", () => {
    const shown = (value: number): string => value.toFixed(2);
    expect(valueWithError(8.98, 0.7793, shown)).toBe("8.98 ± 0.78");
    for (const error of [0, null, undefined]) expect(valueWithError(8.98, error, shown)).toBe(null);
    expect(valueWithError(null, 0.3, shown)).toBe(null);
  });

  test("in the columns of a table that are asked for", async () => {
    const store = memoryStore();
    await run({ ...bowl, measures: ["loss", { kind: "hessian-trace" }] }, { store });
    const options = { columns: ["hessianTrace", "loss"] };
    expect((await table(store, options)).columns).toEqual(["hessianTrace", "loss"]);
    expect((await table(store, { ...options, errors: true })).columns).toEqual(["hessianTrace", "hessianTraceError", "loss"]);
  });
});
