// Runs every check, one after another, and ends with the line "N passed, N failed": each check counts one, each test of a suite counts one.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { node24 } from "./runtimes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "thalweg-ci-"));
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const totals = { passed: 0, failed: 0 };

check("the embedded kernel is current", "node", ["scripts/build-kernel.mjs", "--check"]);
check("the sources compile", "npm", ["run", "--silent", "build:js"]);
check("types", "npm", ["run", "--silent", "typecheck"]);
check("lint", "npm", ["run", "--silent", "lint"]);
check("format", "npm", ["run", "--silent", "format:check"]);
check("layers import downwards", "npm", ["run", "--silent", "layers"]);
check("nothing is unused", "npm", ["run", "--silent", "unused"]);
check("reference documentation", "npm", ["run", "--silent", "docs"]);
check("the notebooks say what they compute", "npm", ["run", "--silent", "notebooks:check"]);
check("the claims come out as written", "node", ["scripts/claims.mjs", "--check", "--quick"], { tell: true });
check("the package is well formed", "npm", ["run", "--silent", "pack:check"]);
check("the browser bundle is small", "npm", ["run", "--silent", "size"]);
suite("tests", process.execPath, "suite");
suite("tests on Node 24", orFail("Node 24", node24), "suite");
suite("the same bytes in every runtime", process.execPath, "runtimes");
check("tfjs-node is there", "node", ["scripts/setup-tfjs-node.mjs"], { tell: true });
suite("TensorFlow.js", process.execPath, "tensorflow");
suite("TensorFlow.js on Node 24", orFail("Node 24", node24), "tensorflow");
suite("the installed package", process.execPath, "package");

rmSync(scratch, { recursive: true, force: true });
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/** `tell`: what it printed is shown although nothing failed. */
function check(name, command, args, { tell = false } = {}) {
  const { status, seconds, output } = run(command, args);
  count(name, status === 0 ? [1, 0] : [0, 1], seconds);
  if (status !== 0 || tell) console.log(output.trimEnd());
}

function suite(name, node, project) {
  if (node === null) return;
  const report = join(scratch, `${name.replaceAll(" ", "-")}.json`);
  const { status, seconds, output } = run(node, [
    vitest,
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const [passed, failed] = counts(report);
  count(name, [passed, status !== 0 && failed === 0 ? 1 : failed], seconds);
  if (status !== 0 || failed > 0) console.log(output);
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
    return [0, 1];
  }
}

function run(command, args) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return {
    status: error ? 1 : status,
    seconds: (performance.now() - started) / 1000,
    output: `${stdout ?? ""}${stderr ?? ""}${error ?? ""}`,
  };
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
