import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import type { SweepProgress, SweepResult } from "../../src/experiment/sweep.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { small, withoutSeconds } from "./specs.ts";
import { temporaryFolder } from "./temporary.ts";

const sgd = { kind: "sgd", stepSize: 0.1, batchSize: 4, sampling: "reshuffle" } as const;
const grid = { "dynamics.stepSize": [0.05, 0.1], seed: { from: 0, count: 4 } };
const short = { base: { ...small, dynamics: sgd, measures: ["loss", "sharpness"] as const }, grid };
/** Runs that take a good second each. */
const long = {
  base: { ...small, until: { steps: 400_000 }, measures: [{ kind: "loss", every: 100_000 } as const] },
  grid: { seed: { from: 0, count: 3 } },
};

/** The worker processes of this process (or of another one). */
function workersOf(parent: number = process.pid): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8")
    .trim()
    .split(" ")
    .filter((id) => id !== "")
    .map(Number);
  return children.filter((id) => readFileSync(`/proc/${id}/cmdline`, "utf8").includes("experiment/worker"));
}

const texts = ({ cells }: SweepResult): string[] => cells.map(({ record }) => withoutSeconds(record));

describe("a sweep gives the same records", () => {
  test("in this process, in one worker and in two, with a store and without", async () => {
    const here = texts(await sweep(short, { workers: 0 }));
    expect(new Set(here).size).toBe(8);
    expect(texts(await sweep(short, { workers: 1 }))).toEqual(here);
    expect(texts(await sweep(short, { workers: 2, store: openStore(temporaryFolder()) }))).toEqual(here);
  });

  test("after an interruption, and does again only what was not done", async () => {
    const store = openStore(temporaryFolder());
    const abort = new AbortController();
    const first = await sweep(short, {
      workers: 1,
      store,
      signal: abort.signal,
      onProgress: ({ done }) => void (done === 3 && abort.abort()),
    });
    expect(first.stopped).toBe(true);
    expect(first.progress.done).toBeGreaterThanOrEqual(3);
    expect(first.cells.filter(({ status }) => status === "missing").length).toBe(8 - first.progress.done);
    const second = await sweep(short, { workers: 2, store });
    expect(second.stopped).toBe(false);
    expect(second.progress).toMatchObject({ total: 8, failed: 0 });
    expect(second.progress.stored).toBeGreaterThanOrEqual(first.progress.done);
    expect(texts(second)).toEqual(texts(await sweep(short, { workers: 0 })));
    expect((await sweep(short, { workers: 2, store })).progress).toMatchObject({ total: 8, stored: 8, done: 0, secondsLeft: 0 });
  });

  test("with cells of one seed at one start, whatever else differs", async () => {
    const { cells } = await sweep(short, { workers: 0 });
    const start = (stepSize: number, seed: number): unknown =>
      cells.find(({ values }) => values["dynamics.stepSize"] === stepSize && values["seed"] === seed)!.record!.path.loss[0];
    for (const seed of [0, 1, 2, 3]) expect(start(0.05, seed)).toBe(start(0.1, seed));
    expect(start(0.05, 0)).not.toBe(start(0.05, 1));
  });
});

describe("a worker that dies", () => {
  test("loses only its run, which is done again", async () => {
    const kills: number[] = [];
    const onProgress = ({ secondsLeft }: SweepProgress): void => {
      if (secondsLeft === null || kills.length > 0) return;
      kills.push(workersOf()[0]);
      process.kill(kills[0], "SIGKILL");
    };
    const store = openStore(temporaryFolder());
    const { cells, progress } = await sweep(long, { workers: 2, store, onProgress });
    expect(kills).toHaveLength(1);
    expect(progress).toMatchObject({ done: 3, failed: 0 });
    expect(cells.every(({ record }) => record?.status === "finished")).toBe(true);
    expect(await store.problems()).toEqual([]);
  });

  test("twice on one run is reported, while the others go on", async () => {
    let kills = 0;
    const poison = { ...long, grid: { "until.steps": [100, 200, 300, 1_000_000_000, 400] } };
    let lastKill = 0;
    const onProgress = ({ secondsLeft }: SweepProgress): void => {
      const alive = workersOf();
      if (secondsLeft === null || alive.length === 0 || alive[0] === lastKill) return;
      if (performance.now() - started < 300) return;
      lastKill = alive[0];
      process.kill(lastKill, "SIGKILL");
      kills++;
    };
    const started = performance.now();
    const { cells, progress, stopped } = await sweep(poison, { workers: 1, store: openStore(temporaryFolder()), onProgress });
    expect(stopped).toBe(false);
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(progress.failed).toBe(1);
    expect(cells[3]).toMatchObject({ status: "failed", record: null, failure: "its worker process died (SIGKILL), twice" });
    expect(cells.filter(({ status }) => status === "finished")).toHaveLength(4);
  });
});

describe("a sweep whose own process is killed", () => {
  const program = fileURLToPath(new URL("./killedSweep.mjs", import.meta.url));

  async function firstRecord(folder: string): Promise<void> {
    const deadline = performance.now() + 120_000;
    while ((await openStore(folder).summaries()).length === 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once("exit", resolve));

  test("leaves whole records and no workers, and goes on where it was", async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, [program, folder], { stdio: "ignore" });
    await firstRecord(folder);
    const workers = workersOf(child.pid);
    expect(workers.length).toBeGreaterThan(0);
    const exit = ended(child);
    child.kill("SIGKILL");
    await exit;
    const deadline = performance.now() + 60_000;
    const living = (): number[] =>
      workers.filter((id) => readdirSync("/proc").includes(String(id)) && !readFileSync(`/proc/${id}/stat`, "utf8").includes(") Z"));
    while (living().length > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(living()).toEqual([]);
    const store = openStore(folder);
    const done = (await store.summaries()).length;
    expect(done).toBeGreaterThan(0);
    expect((await store.problems()).filter(({ message }) => !message.includes("cut off"))).toEqual([]);
    const { grid: cells, base } = JSON.parse(
      readFileSync(join(fileURLToPath(new URL(".", import.meta.url)), "killedSweep.json"), "utf8"),
    ) as typeof short;
    const { progress } = await sweep({ base, grid: cells }, { workers: 2, store });
    expect(progress).toMatchObject({ total: 40, stored: done, done: 40 - done });
  });
});

test("a store that stops taking records ends a sweep with one sentence, and holds no half record", async () => {
  const folder = temporaryFolder();
  const child = spawn(
    "bash",
    ["-c", 'ulimit -f 0; exec "$0" "$1" "$2"', process.execPath, fileURLToPath(new URL("./killedSweep.mjs", import.meta.url)), folder],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
  expect(complaint).toMatch(/DataError: .*\.json: cannot be written: the system does not allow files of that size/);
  expect(await openStore(folder).summaries()).toEqual([]);
  expect(await openStore(folder).problems()).toEqual([]);
});

describe("a sweep", () => {
  test("reports divergence as a result, and progress with the time left", async () => {
    const seen: SweepProgress[] = [];
    const { cells, progress } = await sweep(
      { base: { ...small, until: { steps: 2000 } }, grid: { "dynamics.stepSize": [0.1, 1e6] } },
      { workers: 0, onProgress: (state) => seen.push(state) },
    );
    expect(cells.map(({ status }) => status)).toEqual(["finished", "diverged"]);
    expect(progress).toMatchObject({ total: 2, done: 2, diverged: 1, failed: 0, secondsLeft: 0 });
    expect(seen[0]).toMatchObject({ done: 0, secondsLeft: null });
    expect(seen.find(({ done }) => done === 1)!.secondsLeft).toBeGreaterThan(0);
  });

  test("checks every cell before it starts one", async () => {
    const store = memoryStore();
    const wrong = { base: { ...small, dynamics: sgd }, grid: { "dynamics.batchSize": [4, 100] } };
    await expect(sweep(wrong, { workers: 2, store })).rejects.toThrow(/^grid\.dynamics\.batchSize: .*100.*12/);
    expect(await store.summaries()).toEqual([]);
    const flow = { ...small, dynamics: { kind: "gradient-flow" } as const, until: { steps: 3 } };
    await expect(sweep({ base: small, references: [flow] }, { store })).rejects.toThrow(
      /^references\.0\.until\.steps: a flow has no steps/,
    );
    await expect(sweep({ base: flow, grid: { seed: [0, 1] } }, { store })).rejects.toThrow(/^base\.until\.steps: a flow has no steps/);
  });

  test("does references first, once, and cells measure the distance to their own", async () => {
    const reference = { ...small, dynamics: { kind: "gradient-flow" } as const, until: { time: 3 } };
    const base = { ...small, measures: ["loss" as const, { kind: "distance" as const, to: "reference:0" }] };
    const result = await sweep({ base, grid: { "dynamics.stepSize": [0.05, 0.1], seed: [0, 1] }, references: [reference] }, { workers: 2 });
    expect(result.references.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.progress.total).toBe(6);
    for (const { record } of result.cells) expect(record!.path["distance"].at(-1)).toBeGreaterThan(0);
  });

  test("refuses a live objective and a fraction of a worker", () => {
    expect(() => sweep(short, { workers: 1.5 })).toThrow("workers: must be a whole number");
    const live = { gradient: () => 0 } as never;
    expect(() => sweep({ base: { ...small, objective: live } })).toThrow("base.objective: a live objective");
  });
});
