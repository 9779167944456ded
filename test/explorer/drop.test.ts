import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import { readDropped } from "../../src/explorer/drop.ts";
import { lossesFor } from "../../src/explorer/specs.ts";
import { npy, npz } from "../objective/data/writers.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const drop = async (
  name: string,
  text: string,
): Promise<{ x: readonly (readonly number[])[]; y: readonly (readonly number[])[]; note: string }> => {
  const dropped = await readDropped(name, bytes(text));
  if (dropped.kind !== "data") throw new Error("no data");
  return { ...dropped.data, note: dropped.note };
};
const fault = async (name: string, content: string | Uint8Array): Promise<string> => {
  const error = await readDropped(name, typeof content === "string" ? bytes(content) : content).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message.startsWith(name) && message.length <= 300 && !message.includes("\n")).toBe(true);
  return message;
};

describe("a dropped table is read as data of kind file are", () => {
  test("numbers, with the last column as the target, scaled", async () => {
    const { x, y, note } = await drop("a.csv", "u;v;target\n1;5;0\n3;5;2\n");
    expect([x, y]).toEqual([
      [
        [-1, 0],
        [1, 0],
      ],
      [[-1], [1]],
    ]);
    expect(note).toContain("Data from a.csv: 2 examples, 2 inputs (u, v), 1 target (target).");
  });

  test("a line of numbers that names columns, a row index, and words as classes", async () => {
    expect((await drop("a.csv", "2001,2002\n0.5,1.5\n0.5,2.5\n")).x).toEqual([[0], [0]]);
    expect((await drop("a.csv", ",a,y\n0,1,4\n1,3,6\n")).x).toEqual([[-1], [1]]);
    const two = await drop("a.csv", "a,c\n1,yes\n3,no\n");
    expect([two.y, lossesFor({ data: "table", own: { name: "", ...two } })]).toEqual([
      [[1], [-1]],
      ["squared-error", "logistic"],
    ]);
    const three = await drop("a.csv", "a,c\n1,u\n3,v\n5,w\n");
    expect(three.y).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(lossesFor({ data: "table", own: { name: "", ...three } })).toEqual(["squared-error", "cross-entropy"]);
  });

  test("archives of NumPy", async () => {
    const archive = npz({ x: npy("<f8", [2, 1], [0, 2]), y: npy("<f8", [2], [1, -1]) });
    const dropped = await readDropped("a.npz", archive);
    expect(dropped).toMatchObject({ kind: "data", data: { x: [[-1], [1]], y: [[1], [-1]] } });
  });

  test("what is no table is told its place", async () => {
    expect(await fault("broken.csv", "x,y\n0,1\n1\n")).toContain("broken.csv, line 3");
    expect(await fault("a.csv", "x,y\n0,1\n,2\n")).toContain("a.csv, line 3, column 1");
    expect(await fault("a.csv", "x\n1\n2\n")).toContain("two columns");
    expect(await fault("a.csv", Array.from({ length: 70_000 }, () => "1,2,3\n").join(""))).toContain("at most 200000");
  });
});

describe("a dropped record or spec is held to the same schema as any", () => {
  const spec = {
    version: 1 as const,
    objective: { model: { kind: "quadratic" as const, matrix: [[1]] } },
    init: { kind: "constant" as const, value: 1 },
    dynamics: { kind: "gd" as const, stepSize: 0.1 },
    until: { steps: 3 },
  };

  test("and taken where it fits", async () => {
    const record = await run(spec);
    expect(await readDropped("r.json", bytes(JSON.stringify(record)))).toMatchObject({ kind: "record", record: { id: record.id } });
    expect(await readDropped("s.json", bytes(JSON.stringify(spec)))).toEqual({ kind: "spec", spec });
  });

  test("and refused in a sentence where it does not", async () => {
    const record = await run(spec);
    expect(await fault("r.json", JSON.stringify({ ...record, path: { step: [0], time: "x" } }))).toContain("r.json: is not a record");
    expect(await fault("s.json", JSON.stringify({ ...spec, dynamics: { kind: "gd", stepSize: -1 } }))).toContain("dynamics.stepSize");
    expect(await fault("s.json", '{"a": 1}')).toContain("neither a run's record nor a run spec");
    expect(await fault("s.json", '{"a": ')).toContain("looks like JSON and is not");
  });
});
