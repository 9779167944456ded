import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { commandOf, descendantsOf, start, thalweg, workersOf } from "./program.ts";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 50_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("waited in vain");
    await pause(10);
  }
}

const small = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 100_000_000 },
  measures: [{ kind: "loss", every: 1_000_000 }],
};
/** One step takes many seconds, and nothing is heard meanwhile: products of matrices with 2 × 10⁹ terms. */
const heavy = {
  ...small,
  objective: {
    ...small.objective,
    data: { kind: "chebyshev", degree: 3, count: 4000 },
    model: { kind: "mlp", widths: [1, 1500, 1500, 1], activation: "tanh" },
  },
};

/** What is left of a call in a folder: half-written files, and processes that name the folder or came from it. */
function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"));
}

const isGone = (pid: number): boolean => commandOf(pid) === "";

/** Calls, sends the signal after a while or at a moment, and gives what came of it; no process and no half-written file may be left. */
async function interrupted(
  args: readonly string[],
  input: string,
  folder: string,
  signals: readonly NodeJS.Signals[],
  moment: () => Promise<void> | void,
  gap = 300,
) {
  const { child, ended } = start(args, { input, cwd: folder });
  await until(() => descendantsOf(child.pid!).length > 0);
  await moment();
  const started = descendantsOf(child.pid!);
  for (const [i, signal] of signals.entries()) {
    if (i > 0) await pause(gap);
    started.push(...descendantsOf(child.pid!));
    child.kill(signal);
  }
  const end = await ended;
  await until(() => started.every(isGone));
  expect(leftovers(folder)).toEqual([]);
  return end;
}

describe("a call that is interrupted", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s in a step that takes long ends soon, with code 75", async (signal) => {
    const folder = temporaryFolder();
    const began = performance.now();
    const { code, stdout, stderr } = await interrupted(
      ["run", "-", "--out", "run.json", "--store", "runs"],
      JSON.stringify(heavy),
      folder,
      [signal],
      () => pause(2500),
    );
    expect({ code, stdout, file: existsSync(join(folder, "run.json")) }).toEqual({ code: 75, stdout: "", file: false });
    expect(stderr).toMatch(signal === "SIGINT" ? /^\nthalweg: stopping; once more to leave at once\n$/ : /^$/);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test("does not write over the record that the same run ended with before, and over any other", { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const out = join(folder, "run.json");
    const of = (rows: number): string => `x,y\n${"0.25,0.5\n".repeat(rows)}`;
    // The spec is the same; the data, which make it fast or slow, are not part of it.
    const spec = {
      ...small,
      objective: { ...small.objective, data: { kind: "file", path: "own.csv", target: "y" } },
      until: { steps: 20_000 },
    };
    const call = (input: object): ReturnType<typeof interrupted> =>
      interrupted(["run", "-", "--out", "run.json"], JSON.stringify(input), folder, ["SIGINT"], () => pause(4000));
    writeFileSync(join(folder, "own.csv"), of(2));
    expect((await thalweg(["run", "-", "--out", "run.json"], { input: JSON.stringify(spec), cwd: folder })).code).toBe(0);
    const finished = readFileSync(out, "utf8");
    expect(JSON.parse(finished)).toMatchObject({ status: "finished" });
    writeFileSync(join(folder, "own.csv"), of(200_000));
    const again = await call(spec);
    expect(again.code).toBe(75);
    expect(again.stderr).toContain(
      "thalweg: run.json holds the record of this run from before, which was not stopped (finished): it stays as it was",
    );
    expect(readFileSync(out, "utf8")).toBe(finished);
    expect((await call({ ...spec, seed: 1 })).code).toBe(75);
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ status: "stopped", spec: { seed: 1 } });
    // A stopped record may be replaced by another one.
    expect((await call({ ...spec, seed: 1 })).stderr).not.toContain("stays as it was");
  });

  test("twice by Ctrl-C leaves at once, with code 130", async () => {
    const { code } = await interrupted(["run", "-"], JSON.stringify(heavy), temporaryFolder(), ["SIGINT", "SIGINT"], () => pause(2000), 50);
    expect(code).toBe(130);
  });

  test("while its spec is awaited ends with code 75", async () => {
    const folder = temporaryFolder();
    expect(spawnSync("mkfifo", [join(folder, "never")]).status).toBe(0);
    expect((await interrupted(["run", "never"], "", folder, ["SIGINT"], () => pause(1500))).code).toBe(75);
  });

  test("while it reads a large file of data ends with code 75", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "large.csv"), `x,y\n${"0.123456,0.654321\n".repeat(3_000_000)}`);
    const spec = { ...small, objective: { ...small.objective, data: { kind: "file", path: "large.csv", target: "y" } } };
    for (const command of ["run", "sweep"]) {
      const content = JSON.stringify(command === "run" ? spec : { version: 1, base: spec, grid: { seed: [0, 1] } });
      const { code, stdout } = await interrupted([command, "-", "--store", "runs"], content, folder, ["SIGINT"], () => pause(800));
      expect({ code, stdout: stdout.includes("finished") }).toEqual({ code: 75, stdout: false });
    }
  });

  test("in a sweep whose workers hear nothing ends soon, and so do they", async () => {
    const folder = temporaryFolder();
    const sweep = JSON.stringify({ version: 1, base: heavy, grid: { seed: [0, 1] } });
    const { code, stdout } = await interrupted(["sweep", "-", "--store", "runs", "--workers", "2"], sweep, folder, ["SIGINT"], () =>
      pause(4000),
    );
    expect({ code, stdout: stdout.includes("finished") }).toEqual({ code: 75, stdout: false });
  });

  test(
    "at any of many moments leaves a store that resumes, with code 0 or 75, and nothing half-written",
    { timeout: 300_000 },
    async () => {
      const folder = temporaryFolder();
      const many = JSON.stringify({ version: 1, base: { ...small, until: { steps: 3000 } }, grid: { seed: { from: 0, count: 40 } } });
      // A generator of their own, so that the moments are the same each time.
      let state = 1;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
      for (let i = 0; i < 24; i++) {
        const { code } = await interrupted(["sweep", "-", "--store", "runs", "--workers", "2"], many, folder, [signals[i % 3]], () =>
          pause(1500 * random()),
        );
        expect([0, 75]).toContain(code);
      }
      const { code, stdout } = await thalweg(["sweep", "-", "--store", "runs"], { input: many, cwd: folder });
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n40 of 40 runs/);
      expect((await thalweg(["doctor", "--store", "runs", "--json"], { cwd: folder })).code).toBe(0);
    },
  );

  test("by kill −9 leaves no process behind, however long its workers' steps", async () => {
    const folder = temporaryFolder();
    const sweep = JSON.stringify({ version: 1, base: heavy, grid: { seed: [0, 1] } });
    const { child, ended } = start(["sweep", "-", "--store", "runs", "--workers", "2"], { input: sweep, cwd: folder });
    await until(() => workersOf(child).length === 2);
    await pause(1000);
    const started = descendantsOf(child.pid!);
    expect(started.length).toBeGreaterThanOrEqual(3);
    child.kill("SIGKILL");
    await ended;
    await until(() => started.every(isGone));
  });
});

describe("a process that does the work and dies", () => {
  test("is told of in a sentence, with code 1", async () => {
    const { child, ended } = start(["run", "-"], { input: JSON.stringify(small) });
    await until(() => descendantsOf(child.pid!).length > 0);
    await pause(500);
    process.kill(descendantsOf(child.pid!)[0], "SIGKILL");
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^thalweg: the process that did the work was ended from outside, or broke \(SIGKILL\)[^\n]*\n$/);
  });

  test("of hunger says so, without V8's account of it", async () => {
    const hungry = { ...small, until: { steps: 500_000 }, measures: [{ kind: "parameters", every: 1 }] };
    const { code, stdout, stderr } = await thalweg(["run", "-"], { input: JSON.stringify(hungry), node: ["--max-old-space-size=40"] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^(\d+ % step [^\n]+\n)*thalweg: ran out of memory: [^\n]+\n$/);
  });
});

test("the parent's standard input, output and open files are those of the work", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "spec.json"), JSON.stringify({ ...small, until: { steps: 5 } }));
  const main = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
  const shell =
    '"$0" "$1" run <(cat spec.json) --out >(cat > out.json) && for i in $(seq 200); do [ -s out.json ] && break; sleep 0.05; done';
  const { status, stderr } = spawnSync("bash", ["-c", shell, process.execPath, main], { cwd: folder, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(readFileSync(join(folder, "out.json"), "utf8"))).toMatchObject({ status: "finished" });
});
