import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import { endOf, snapshots } from "../../src/experiment/snapshots.ts";
import { small } from "./specs.ts";

describe("snapshots of a record", () => {
  test("are its parameters at the steps at which they were measured", async () => {
    const record = await run({ ...small, measures: ["loss", { kind: "parameters", every: 10 }] });
    const taken = snapshots(record);
    expect(taken.map(({ step }) => step)).toEqual([0, 10, 20, 30]);
    expect(taken.map(({ time }) => time)).toEqual(taken.map(({ step }) => record.path.time[record.path.step.indexOf(step)]));
    expect(Array.from(taken[3].parameters)).toEqual(record.final.parameters);
    expect(endOf(record)).toEqual(taken[3].parameters);
  });

  test("are refused where none were taken, or only some parameters", async () => {
    const record = await run(small);
    expect(() => snapshots(record)).toThrow(/^measures: the record holds no parameters along its path: put \{"kind": "parameters"/);
    const some = await run({ ...small, measures: [{ kind: "parameters", indices: [0, 1] }] });
    expect(() => snapshots(some)).toThrow(/holds no parameters along its path/);
  });

  test("leave out rows that are not finite, and such an end is refused", async () => {
    const record = await run({
      objective: { model: { kind: "expression", parameters: ["a"], loss: "a^4" } },
      init: { kind: "values", values: [3] },
      dynamics: { kind: "gd", stepSize: 1 },
      until: { steps: 50 },
      measures: ["parameters"],
    });
    expect(record.status).toBe("diverged");
    const diverged = { ...record, final: { ...record.final, parameters: [null] } };
    expect(snapshots(diverged).every(({ parameters }) => Number.isFinite(parameters[0]))).toBe(true);
    expect(() => endOf(diverged)).toThrow("not finite at its end");
  });
});
