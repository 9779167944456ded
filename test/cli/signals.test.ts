import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { heavy, interrupted, isGone, pause, small, until } from "./interrupt.ts";
import { descendantsOf, start, thalweg, workersOf } from "./program.ts";

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
