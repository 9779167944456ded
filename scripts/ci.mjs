// Runs every check, and ends with the line "N passed, N failed": each check counts one, each test of a suite counts one.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { node24 } from "./runtimes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "thalweg-ci-"));
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const totals = { passed: 0, failed: 0 };

const ofTheRuntime = ["cli", "experiment", "notebook", "objective/data"].map((folder) => `test/${folder}/`);
const npmRun = (name) => ["npm", ["run", "--silent", name]];

await check("the embedded kernel is current", "node", ["scripts/build-kernel.mjs", "--check"]);
await check("the sources compile", ...npmRun("build:js"));
// These leave one another alone, and each keeps one processor busy.
await together(2, [
  () => check("reference documentation", ...npmRun("docs")),
  () => check("types", ...npmRun("typecheck")),
  () => check("the package is well formed", "node", ["scripts/check-package.mjs"]),
  () => check("lint", ...npmRun("lint")),
  () => check("format", ...npmRun("format:check")),
  () => check("layers import downwards", ...npmRun("layers")),
  () => check("nothing is unused", ...npmRun("unused")),
  () => check("the browser bundle is small", ...npmRun("size")),
  () => check("the notebooks say what they compute", ...npmRun("notebooks:check")),
]);
await check("the claims come out as written", "node", ["scripts/claims.mjs", "--check", "--quick"], { tell: true });
await suite("tests", process.execPath, ["suite", "stand-ins"]);
await suite("streams, signals and faults", process.execPath, ["system"]);
await suite("the gallery, drawn again", process.execPath, ["gallery"]);
await check("a minute of wrong specs, damaged files and kills finds no fault", "node", ["scripts/fuzz.mjs", "--seconds", "60"], {
  tell: true,
});
// What another version of Node can change: files, processes, streams, modules. That arithmetic gives the same bits there is what the next suite tests.
await suite("tests on Node 24", orFail("Node 24", node24), ["suite", "stand-ins"], ofTheRuntime);
await suite("the same bytes in every runtime", process.execPath, ["runtimes"]);
await check("tfjs-node is there", "node", ["scripts/setup-tfjs-node.mjs"], { tell: true });
await suite("TensorFlow.js", process.execPath, ["tensorflow"]);
await suite("TensorFlow.js on Node 24", orFail("Node 24", node24), ["tensorflow"], ["test/tensorflow/native.test.ts"]);
await suite("the installed package", process.execPath, ["package"]);

rmSync(scratch, { recursive: true, force: true });
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/** Does tasks, so many at a time. */
async function together(many, tasks) {
  const waiting = [...tasks];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: many }, work));
}

/** `tell`: what it printed is shown although nothing failed. */
async function check(name, command, args, { tell = false } = {}) {
  const { status, seconds, output } = await run(command, args);
  count(name, status === 0 ? [1, 0] : [0, 1], seconds);
  if (status !== 0 || tell) console.log(output.trimEnd());
}

/** `paths`: only the files below them. */
async function suite(name, node, projects, paths = []) {
  if (node === null) return;
  const report = join(scratch, `${name.replaceAll(" ", "-")}.json`);
  const { status, seconds, output } = await run(node, [
    vitest,
    "run",
    ...paths,
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const [passed, failed] = counts(report);
  count(name, [passed, status !== 0 && failed === 0 ? 1 : failed], seconds);
  if (failed > 0 && existsSync(report)) console.log(failures(report));
  else if (status !== 0) console.log(output.slice(-10_000));
}

/** What failed and why, a few lines each: of a long output the middle is lost where it is kept. */
function failures(report) {
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const few = (text) => stripVTControlCharacters(text).split("\n").slice(0, 30).join("\n").slice(0, 2000);
  return testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      const file = relative(root, name);
      if (failed.length === 0) return [`FAILED ${file}: ${few(message)}`];
      return failed.map(({ fullName, failureMessages }) => `FAILED ${file} > ${fullName}\n${few(failureMessages.join("\n"))}`);
    })
    .join("\n");
}

/** Tests that passed and failed; a file that could not be loaded counts as one failure. */
function counts(report) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
    const broken = testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
    );
    return [numPassedTests, numFailedTests + broken.length];
  } catch {
    // No report: the tests have not come to their end.
    return [0, 1];
  }
}

function run(command, args) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1" } });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
    const end = (status, more = "") =>
      resolve({ status, seconds: (performance.now() - started) / 1000, output: `${Buffer.concat(said).toString()}${more}` });
    child.on("error", (error) => end(1, String(error)));
    child.on("close", (code) => end(code ?? 1));
  });
}

function count(name, [passed, failed], seconds) {
  totals.passed += passed;
  totals.failed += failed;
  console.log(`${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
}

function orFail(name, find) {
  try {
    return find();
  } catch (error) {
    count(`${name} could not be had: ${error.message}`, [0, 1], 0);
    return null;
  }
}
