import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { thalweg } from "./program.ts";

const spec = {
  version: 1,
  base: {
    version: 1,
    objective: { model: { kind: "expression", parameters: ["w"], loss: "w^2/2" } },
    init: { kind: "values", values: [1] },
    dynamics: { kind: "gd", stepSize: 0.5 },
    until: { steps: 10 },
  },
  grid: { seed: [0, 1, 2] },
};
const input = JSON.stringify(spec);

const filesOf = (store: string): string[] =>
  readdirSync(store)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((folder) => readdirSync(join(store, folder)).map((name) => join(folder, name)))
    .toSorted();

/** A store of three runs, the first of which was changed by hand. */
async function damaged(change: (text: string) => string): Promise<{ cwd: string; file: string; before: string }> {
  const cwd = temporaryFolder();
  expect((await thalweg(["sweep", "-", "--store", "runs", "--workers", "0"], { input, cwd })).code).toBe(0);
  const [file] = filesOf(join(cwd, "runs"));
  const path = join(cwd, "runs", file);
  const before = change(readFileSync(path, "utf8"));
  writeFileSync(path, before);
  return { cwd, file: `runs/${file}`, before };
}

const flipped = (text: string): string => text.replace('"loss":[0.5', '"loss":[0.4');

describe("a damaged record", () => {
  let place: Awaited<ReturnType<typeof damaged>>;
  beforeAll(async () => void (place = await damaged(flipped)));

  test("is named by doctor, table, figure and sweep; the sweep does its run again and keeps it aside", async () => {
    const { cwd, file, before } = place;
    const sentence = `${file}: does not fit its hash: it was damaged or changed after it was written`;
    const doctor = await thalweg(["doctor", "--store", "runs"], { cwd });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain(`2 records\n         ${sentence}; a sweep does its run again and keeps this file aside\n`);
    const table = await thalweg(["table", "runs", "--format", "csv"], { cwd });
    expect(table).toMatchObject({ code: 0, stderr: `${sentence}; skipped\n` });
    expect(table.stdout.trim().split("\n")).toHaveLength(3);
    const again = await thalweg(["sweep", "-", "--store", "runs", "--workers", "1"], { input, cwd });
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`${sentence}; not used; its run is done again where it is asked for, and this file kept aside\n`);
    expect(again.stdout).toContain("3 of 3 runs (2 were in the store)");
    expect(readFileSync(join(cwd, `${file}.damaged-1`), "utf8")).toBe(before);
    const after = await thalweg(["doctor", "--store", "runs"], { cwd });
    expect(after.code).toBe(0);
    expect(after.stdout).toContain("store runs: 3 records; 1 damaged ones kept aside");
    expect((await thalweg(["table", "runs"], { cwd })).stderr).toBe("");
  });
});

test("a run with a store does a damaged record again, and says so", async () => {
  const { cwd, file } = await damaged(() => "");
  const { base } = spec;
  const seed = [0, 1, 2];
  const told = await Promise.all(
    seed.map((one) => thalweg(["run", "-", "--store", "runs"], { input: JSON.stringify({ ...base, seed: one }), cwd })),
  );
  expect(told.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(told.map(({ stderr }) => stderr).join("")).toBe(
    `${file}: is empty; not used; its run is done again where it is asked for, and this file kept aside\n`,
  );
  expect(filesOf(join(cwd, "runs")).filter((name) => name.endsWith("damaged-1"))).toHaveLength(1);
});

describe("a record of a later version", () => {
  test.each([
    ["sweep", "-", "--store", "runs"],
    ["table", "runs"],
  ])("stops %s with code 2, and stays as it is", async (...args) => {
    const { cwd, file, before } = await damaged((text) => text.replace('"version":1', '"version":2'));
    const { code, stdout, stderr } = await thalweg(args, { input, cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `thalweg: ${file}: was written by a newer version of thalweg (record version 2; known: 1): bring thalweg up to date\n`,
    );
    expect(readFileSync(join(cwd, file), "utf8")).toBe(before);
  });
});

test("of many damaged records the first ones are named", async () => {
  const cwd = temporaryFolder();
  for (let i = 0; i < 40; i++) {
    const id = i.toString(16).padStart(2, "0").repeat(32);
    mkdirSync(join(cwd, "runs", id.slice(0, 2)), { recursive: true });
    writeFileSync(join(cwd, "runs", id.slice(0, 2), `${id}.json`), "{}");
  }
  const { code, stderr } = await thalweg(["table", "runs"], { cwd });
  expect(code).toBe(0);
  expect(stderr.trim().split("\n")).toHaveLength(12);
  expect(stderr).toContain("runs: there are more such files; thalweg doctor --store names them all\n");
});

test("a store that vanishes during a sweep is one sentence with code 1", { timeout: 300_000 }, async () => {
  const cwd = temporaryFolder();
  const long = JSON.stringify({ ...spec, base: { ...spec.base, until: { steps: 500_000 } }, grid: { seed: { from: 0, count: 4 } } });
  const ended = thalweg(["sweep", "-", "--store", "runs", "--workers", "1"], { input: long, cwd });
  const deadline = performance.now() + 240_000;
  const holds = (): boolean => {
    try {
      return filesOf(join(cwd, "runs")).some((name) => name.endsWith(".json"));
    } catch {
      return false;
    }
  };
  while (!holds() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  // At one stroke: what is deleted file by file may be written into meanwhile.
  renameSync(join(cwd, "runs"), join(cwd, "gone"));
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n").filter((line) => line.startsWith("thalweg: "))).toEqual([
    expect.stringMatching(/^thalweg: runs: .*no longer there/),
  ]);
});
