import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { pause, until } from "./interrupt.ts";
import { start, thalweg, workersOf } from "./program.ts";

const base = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 40_000 },
  measures: [{ kind: "loss", every: 20_000 }],
};
/** Eight runs of a tenth of a second or so each. */
const sweep = JSON.stringify({ version: 1, base, grid: { seed: { from: 0, count: 8 } } });

/** What the records of a store say, seconds aside, by the names of their files. */
function records(store: string): Record<string, string> {
  const folders = readdirSync(store).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const names = folders.flatMap((folder) => readdirSync(join(store, folder)).map((name) => join(folder, name)));
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(store, name), "utf8").replace(/"seconds":[^}]+/, "")]));
}

const count = (store: string): number => {
  try {
    return Object.keys(records(store)).filter((name) => name.endsWith(".json")).length;
  } catch {
    return 0;
  }
};

describe("a sweep that is stopped", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("by %s ends with code 75 and a store that resumes to the same records", async (signal) => {
    const folder = temporaryFolder();
    const args = (store: string): string[] => ["sweep", "-", "--store", join(folder, store), "--workers", "2"];
    const { child, ended } = start(args("stopped"), { input: sweep });
    await until(() => count(join(folder, "stopped")) > 0);
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(code).toBe(75);
    expect(stdout).toContain("stopped with work left: the same command goes on");
    const done = count(join(folder, "stopped"));
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(8);
    const second = await thalweg(args("stopped"), { input: sweep });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(`8 of 8 runs (${done} were in the store)`);
    expect((await thalweg(args("whole"), { input: sweep })).code).toBe(0);
    expect(records(join(folder, "stopped"))).toEqual(records(join(folder, "whole")));
  });

  test("by a second Ctrl-C leaves at once with code 130, and so do its workers", async () => {
    const folder = temporaryFolder();
    const endless = JSON.stringify({
      version: 1,
      base: { ...base, until: { steps: 1_000_000_000 }, measures: [{ kind: "loss", every: 1_000_000 }] },
      grid: { seed: [0, 1] },
    });
    const { child, ended } = start(["sweep", "-", "--store", folder, "--workers", "2"], { input: endless });
    await until(() => workersOf(child).length === 2);
    await pause(300);
    const workers = workersOf(child);
    for (const worker of workers) process.kill(worker, "SIGSTOP");
    child.kill("SIGINT");
    await pause(100);
    child.kill("SIGINT");
    for (const worker of workers) process.kill(worker, "SIGCONT");
    expect((await ended).code).toBe(130);
    await until(() =>
      workers.every((id) => !readdirSync("/proc").includes(String(id)) || readFileSync(`/proc/${id}/stat`, "utf8").includes(") Z")),
    );
    expect(count(folder)).toBe(0);
  });

  test("in the middle of one run leaves nothing of it, with code 75", async () => {
    const folder = temporaryFolder();
    const endless = JSON.stringify({ ...base, until: { steps: 1_000_000_000 } });
    const { child, ended } = start(["run", "-", "--store", folder], { input: endless });
    // It says how far it has come.
    await new Promise((resolve) => child.stderr!.once("data", resolve));
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(75);
    expect(stdout).toContain("stopped at step ");
    expect(stderr).toContain("thalweg: stopping; once more to leave at once");
    expect(count(folder)).toBe(0);
  });
});

describe("a worker that dies", () => {
  test("of kill −9, twice on one run, is reported with code 1 while the others finish", async () => {
    const folder = temporaryFolder();
    const poison = JSON.stringify({ version: 1, base, grid: { "until.steps": [100, 1_000_000_000, 300] } });
    const { child, ended } = start(["sweep", "-", "--store", folder, "--workers", "1"], { input: poison });
    await until(() => count(folder) === 1);
    const sweep = { over: false };
    void ended.then(() => (sweep.over = true));
    while (!sweep.over) {
      // Time to begin the run: a worker that dies before says nothing of it.
      await pause(3000);
      for (const worker of workersOf(child)) process.kill(worker, "SIGKILL");
      await until(() => sweep.over || workersOf(child).length === 1);
    }
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/[0-9a-f]{12} failed: its worker process died \(SIGKILL\), twice\n/);
    expect(count(folder)).toBe(2);
  });

  test("out of memory is reported with code 1 while the others finish", async () => {
    const folder = temporaryFolder();
    const hungry = JSON.stringify({
      version: 1,
      base: { ...base, measures: [{ kind: "parameters", every: 1 }] },
      grid: { "until.steps": [100, 400_000, 200] },
    });
    const { code, stdout } = await thalweg(["sweep", "-", "--store", folder, "--workers", "1"], {
      input: hungry,
      env: { NODE_OPTIONS: "--max-old-space-size=48" },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/[0-9a-f]{12} failed: its worker process ran out of memory, twice\n/);
    expect(count(folder)).toBe(2);
  });
});

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync("umount", [folder]);
});

/** Mounts a small disk; false where that is not allowed. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  const done = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0;
  if (done) mounted.push(folder);
  return done;
}

describe("a store that cannot be written", () => {
  test("since its disk is full ends the sweep in a sentence, with code 1, and no half record", async ({ skip }) => {
    const disk = join(temporaryFolder(), "disk");
    if (!mount(disk, "size=64k")) return skip("needs the right to mount");
    const { code, stdout, stderr } = await thalweg(["sweep", "-", "--store", join(disk, "runs"), "--workers", "2"], {
      input: JSON.stringify({
        version: 1,
        base: { ...base, until: { steps: 800 }, measures: [{ kind: "parameters", every: 4 }] },
        grid: { seed: { from: 0, count: 8 } },
      }),
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    // A slow machine says how far it has come before that.
    expect(stderr.replace(/^\d[^\n]* left\n/gm, "")).toMatch(
      /^thalweg: the sweep ended with \d of 8 runs stored and those under way lost; [^\n]+: cannot be written: the disk is full\n$/,
    );
    expect((await thalweg(["doctor", "--store", join(disk, "runs")])).stdout).not.toContain("is not a whole record");
  });

  test("since its disk is read-only is refused in a sentence, with code 2", async ({ skip }) => {
    const disk = join(temporaryFolder(), "disk");
    if (!mount(disk, "size=64k,ro")) return skip("needs the right to mount");
    const { code, stdout, stderr } = await thalweg(["sweep", "-", "--store", join(disk, "runs")], { input: sweep });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^thalweg: [^\n]+: cannot be written: the file system is read-only\n$/);
  });

  test("since a part of its path is a file is refused in a sentence, with code 2", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const { code, stdout, stderr } = await thalweg(["sweep", "-", "--store", join(folder, "file", "runs")], { input: sweep });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^thalweg: [^\n]+: .*a file, not a folder[^\n]*\n$/);
  });
});
