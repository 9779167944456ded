import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, main } from "./program.ts";

const run = {
  version: 1,
  objective: {
    data: { kind: "file", path: "data.csv", target: "y" },
    model: { kind: "mlp", widths: [1, 3, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 3 },
};

/** A request, the code that it ends with, and what standard error says of it. */
type Request = readonly [args: readonly string[], code: number, says: RegExp];

/** What was read from files is said. */
const quiet = /^((Data from|Of the data)[^\n]*\n)*$/;
const long = "x".repeat(5000);
const requests: readonly Request[] = [
  // Right.
  [["run", "run.json"], 0, quiet],
  [["run", "run.json", "--out", "made/run.json"], 0, quiet],
  [["run", "run.json", "--out", "link-to-nothing"], 0, quiet],
  [["sweep", "sweep.json", "--store", "made/store", "--workers", "0"], 0, quiet],
  [["table", "made/store", "--out", "-"], 0, quiet],
  [["table", "made/store", "--format", "csv", "--out", "made/table.csv"], 0, quiet],
  [["schema"], 0, quiet],
  [["claims", "--list"], 0, quiet],
  [["--version"], 0, quiet],
  [["help", "run"], 0, quiet],
  // Commands, options and arguments.
  [[], 2, /Usage: thalweg/],
  [["swep"], 2, /unknown command 'swep'/],
  [[long], 2, /unknown command 'x+ … x+'/],
  [["\u001b[31mred"], 2, /unknown command '\\u001b\[31mred'/],
  [["run"], 2, /missing required argument 'spec'/],
  [["run", "run.json", "sweep.json"], 2, /too many arguments/],
  [["run", "run.json", "--jsno"], 2, /unknown option '--jsno'/],
  [["run", "run.json", "--out"], 2, /argument missing/],
  [["sweep"], 2, /missing required argument/],
  [["table"], 2, /missing required argument/],
  [["figure"], 2, /missing required argument/],
  [["schema", "spec"], 2, /Allowed choices are run, sweep, record/],
  [["schema", "run", "sweep"], 2, /too many arguments/],
  [["notebooks"], 2, /missing required argument/],
  [["notebooks", "show"], 2, /Allowed choices are build, preview, execute/],
  [["notebooks", "build", ""], 2, /^thalweg: the name of the folder is empty/],
  [["doctor", "more"], 2, /too many arguments/],
  [["claims", "nobody-2021"], 2, /^thalweg: there is no paper or claim "nobody-2021"/],
  ...["", " ", "-1", "1.5", "1e9", "NaN", "two", "0x2", "99999"].flatMap((workers): Request[] =>
    ["sweep", "figure"].map((command): Request => [
      [command, "sweep.json", "--workers", workers],
      2,
      /argument '.*' is invalid\. [Gg]ive /,
    ]),
  ),
  [["figure", "sweep.json", "--width", "wide"], 2, /Allowed choices are single, double/],
  [["figure", "sweep.json", "--format", "gif"], 2, /There is no format "gif"/],
  [["figure", "sweep.json", "--format", ""], 2, /There is no format ""/],
  [["figure", "sweep.json", "--format", "svg,svg"], 2, /It names svg twice/],
  [["figure", "no-such-figure"], 2, /^thalweg: there is no figure "no-such-figure"/],
  [["table", "made/store", "--format", "xml"], 2, /Allowed choices are text, csv, json, parquet/],
  // Specs.
  [["run", "nothing.json"], 2, /^thalweg: nothing\.json: there is no such file/],
  [["run", "folder"], 2, /^thalweg: folder: is a folder/],
  [["run", ""], 2, /^thalweg: [^\n]*there is no such file/],
  [["run", "run.json/x"], 2, /^thalweg: run\.json\/x: /],
  [["run", "-"], 2, /^thalweg: standard input, line 1, column 1: not valid JSON/],
  [["run", "sweep.json"], 2, /use thalweg sweep/],
  [["sweep", "run.json"], 2, /use thalweg run/],
  [["sweep", "data.csv"], 2, /^thalweg: data\.csv, line 1, column 1: not valid JSON/],
  [["figure", "data.json"], 2, /^thalweg: data\.json: there is no such file/],
  [["run", "\u0007\u009b2Jspec.json"], 2, /^thalweg: \\u0007\\u009b2Jspec\.json: there is no such file/],
  // Places.
  ...(["run", "sweep", "figure"] as const).flatMap((command): Request[] => [
    [[command, `${command === "run" ? "run" : "sweep"}.json`, "--store", ""], 2, /^thalweg: a store needs a folder, but its name is empty/],
    [
      [command, `${command === "run" ? "run" : "sweep"}.json`, "--store", "data.csv"],
      2,
      /^thalweg: data\.csv: [^\n]*(a file, not a folder|cannot be)/,
    ],
  ]),
  [["table", ""], 2, /^thalweg: there is no store/],
  [["table", "nothing"], 2, /^thalweg: there is no store nothing/],
  [["table", "data.csv"], 2, /^thalweg: data\.csv: is a file, not a folder/],
  [["doctor", "--store", "nothing"], 2, /^thalweg: there is no store nothing/],
  ...["data.csv", "hard", "soft", "folder/../data.csv", "run.json"].map((out): Request => [
    ["run", "run.json", "--out", out],
    2,
    /^thalweg: [^\n]+: is what this command reads, and would be written over/,
  ]),
  ...[
    ["run", "run.json"],
    ["table", "made/store"],
  ].flatMap((call): Request[] => [
    [[...call, "--out", ""], 2, /^thalweg: "": is no name of a file/],
    [[...call, "--out", "folder"], 2, /^thalweg: folder: is a folder/],
    [[...call, "--out", "new/"], 2, /^thalweg: new\/: names a folder/],
    [[...call, "--out", "data.csv/x"], 2, /^thalweg: data\.csv\/x: cannot be written: a part of its path is a file/],
    [[...call, "--out", "circle"], 2, /^thalweg: circle: its links lead in a circle/],
    [[...call, "--out", "/proc/no-such-place"], 2, /^thalweg: \/proc\/no-such-place: /],
  ]),
  [["figure", "sweep.json", "--format", "json", "--out", "."], 2, /^thalweg: (sweep\.json: is what this command reads|format: )/],
  [["figure", "sweep.json", "--out", "data.csv"], 2, /^thalweg: data\.csv\/[^\n]+: cannot be written: a part of its path is a file/],
  [["claims", "smith-2021", "--out", "data.csv"], 2, /^thalweg: data\.csv\/[^\n]+: cannot be written: a part of its path is a file/],
  // What goes wrong after the work began.
  [["run", "run.json", "--out", "full"], 1, /^((Data from|Of the data)[^\n]*\n)*thalweg: full: cannot be written: the disk is full\n$/],
  [["table", "made/store", "--out", "full"], 1, /^((Data from|Of the data)[^\n]*\n)*thalweg: full: cannot be written: the disk is full\n$/],
];

let folder: string;
let hasDevices = false;
let answers: Ended[];
const present = ["circle", "data.csv", "folder", "hard", "link-to-nothing", "made", "run.json", "soft", "sweep.json"];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thalweg-test-"));
  writeFileSync(join(folder, "data.csv"), "x,y\n0,1\n1,3\n2,2\n");
  writeFileSync(join(folder, "run.json"), JSON.stringify(run));
  writeFileSync(join(folder, "sweep.json"), JSON.stringify({ version: 1, base: run, grid: { seed: [0, 1] } }));
  for (const name of ["folder", "made"]) mkdirSync(join(folder, name));
  const plain = { ...run, objective: { ...run.objective, data: { kind: "chebyshev", degree: 2, count: 5 } } };
  writeFileSync(join(folder, "made/plain.json"), JSON.stringify(plain));
  writeFileSync(join(folder, "made/plain-sweep.json"), JSON.stringify({ version: 1, base: plain, grid: { seed: [0, 1] } }));
  linkSync(join(folder, "data.csv"), join(folder, "hard"));
  symlinkSync("data.csv", join(folder, "soft"));
  symlinkSync("circle", join(folder, "circle"));
  symlinkSync("made/by-link.json", join(folder, "link-to-nothing"));
  hasDevices = spawnSync("mknod", [join(folder, "full"), "c", "1", "7"]).status === 0;
  const driver = fileURLToPath(new URL("./manyCalls.mjs", import.meta.url));
  const calls = requests.map(([args]) => ({ args, cwd: folder }));
  const { stdout } = spawnSync(process.execPath, [driver], { input: JSON.stringify(calls), encoding: "utf8", maxBuffer: 2 ** 26 });
  answers = JSON.parse(stdout) as Ended[];
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shown = (args: readonly string[]): string => JSON.stringify(args).slice(0, 100);

describe("ends with the code that is documented, and one sentence where it is not 0", () => {
  test.each(requests.map(([args, code, says], i) => [i, shown(args), code, says] as const))("%i: %s: %i", (i, _args, code, says) => {
    if (requests[i][0].includes("full") && !hasDevices) return;
    const { code: found, stderr, stdout } = answers[i];
    expect({ found, stderr }).toEqual({ found: code, stderr: expect.stringMatching(says) });
    if (code === 2) expect(stdout).toBe("");
    for (const line of requests[i][0].length === 0 ? [] : stderr.split("\n")) expect(line.length).toBeLessThanOrEqual(320);
    expect(stderr).not.toMatch(/\n +at /);
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test("and leaves nothing but what was asked for", () => {
    expect(
      readdirSync(folder)
        .filter((name) => name !== "full" && name !== ".thalweg")
        .toSorted(),
    ).toEqual(present.toSorted());
    expect(readFileSync(join(folder, "data.csv"), "utf8")).toBe("x,y\n0,1\n1,3\n2,2\n");
  });
});

describe("standard output and standard error", () => {
  const call = (shell: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync("bash", ["-o", "pipefail", "-c", shell, process.execPath, main], { encoding: "utf8", cwd: folder, maxBuffer: 2 ** 26 });

  test.each([
    ["table", '"$0" "$1" table made/store | head -n 1'],
    ["a record", '"$0" "$1" run made/plain.json --json | true'],
    ["a schema", '"$0" "$1" schema | true'],
    ["help", '"$0" "$1" run --help | true'],
  ])("a reader of %s who leaves early is no failure", (_name, shell) => {
    const { status, stderr } = call(shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test.each([
    "schema",
    "--help",
    "--version",
    "run made/plain.json",
    "run made/plain.json --json",
    "sweep made/plain-sweep.json --store made/store",
    "table made/store",
  ])("%s to a full disk fails in a sentence", (args) => {
    if (!hasDevices) return;
    const { status, stderr } = call(`exec "$0" "$1" ${args} > full`);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "thalweg: standard output: cannot be written: the disk is full\n" });
  });

  test("a slow reader gets all of it", () => {
    const { status, stdout } = call('"$0" "$1" schema run | { sleep 1; cat; }');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("$schema");
    const small = call('"$0" "$1" schema run > made/schema.json');
    expect(small.status).toBe(0);
    expect(readFileSync(join(folder, "made/schema.json"), "utf8")).toBe(stdout);
  });

  test.each(["", ">&-", "2>&-", ">&- 2>&-", "2> >(true)", "< /dev/null"])("that are gone do not end a sweep (%s)", (how) => {
    const name = `made/gone-${how.replaceAll(/\W/g, (letter) => String(letter.charCodeAt(0)))}`;
    expect(call(`exec "$0" "$1" sweep made/plain-sweep.json --workers 2 --store ${name} ${how}`).status).toBe(0);
    expect(readdirSync(join(folder, name)).filter((part) => /^[0-9a-f]{2}$/.test(part)).length).toBeGreaterThan(0);
  });

  test.each([
    ["TERM=dumb", "TERM=dumb"],
    ["NO_COLOR", "NO_COLOR=1 TERM=xterm"],
  ])("a terminal gets no escapes with %s", (_name, env) => {
    const spec = JSON.stringify({
      ...run,
      objective: { ...run.objective, data: { kind: "chebyshev", degree: 2, count: 5 } },
      until: { steps: 400_000 },
      measures: [{ kind: "loss", every: 100_000 }],
    });
    writeFileSync(join(folder, "made/long.json"), spec);
    const { status, stdout } = call(`${env} script -qec '"'"$0"'" "'"$1"'" run made/long.json' /dev/null < /dev/null`);
    expect(status).toBe(0);
    expect(stdout).toContain("finished by steps");
    expect(stdout).not.toContain("\u001b");
  });

  test("a terminal gets no control characters of others", () => {
    const { status, stdout } = call(
      `script -qec '"'"$0"'" "'"$1"'" run "$(printf "a\\033]0;title\\007\\302\\233")"' /dev/null < /dev/null`,
    );
    expect(status).toBe(2);
    expect(stdout).toContain("there is no such file");
    for (const control of ["\u001b", "\u0007", "\u009b"]) expect(stdout).not.toContain(control);
  });
});
