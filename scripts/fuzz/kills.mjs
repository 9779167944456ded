import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generator } from "./random.mjs";
import { right } from "./specs.mjs";

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"];
/** Milliseconds within which a call ends that was asked to, on a machine that has other things to do. */
const longestEnd = 60_000;
const longestDelay = 1500;
const sweep = (cells, number) =>
  JSON.stringify({
    version: 1,
    base: { ...right[0], until: { steps: 2000 }, seed: number },
    grid: { "init.seed": { from: number * cells, count: cells } },
  });

/** Begins sweeps of a store and ends them at any moment, time after time; at the end all their runs must be there, and no others. */
export async function killSweeps(count, seed, milliseconds) {
  const tally = { kind: "kills", tried: 0, refused: 0, accepted: 0, faults: [] };
  const folder = mkdtempSync(join(tmpdir(), "thalweg-fuzz-"));
  const random = generator(seed);
  const end = performance.now() + milliseconds;
  const cells = 30;
  let number = 0;
  let known = new Map();
  try {
    while (tally.tried < count && performance.now() < end) {
      const signal = random.choose(signals);
      const { code, ended, text } = await call(folder, sweep(cells, number), random.next() * longestDelay, signal);
      const fault = (sentence) => tally.faults.push(`kills ${tally.tried} (${signal}): ${sentence}`);
      if (!ended) fault(`did not end in ${longestEnd / 1000} s`);
      else if (code !== null && code !== 0 && code !== 75) fault(`exit code ${code}: ${text}`);
      if (/\n +at /.test(text)) fault(`a stack: ${text}`);
      const { records, half } = contents(join(folder, "store"));
      if (signal !== "SIGKILL" && half.length > 0) fault(`half-written: ${half.join(" ")}`);
      for (const [name, content] of known) if (records.get(name) !== content) fault(`a record is lost or changed: ${name}`);
      for (const [name, content] of records) if (!isRecord(content)) fault(`not a whole record: ${name}`);
      known = records;
      if (code === 0) number++;
      tally[code === 0 ? "accepted" : "refused"]++;
      tally.tried++;
    }
    const { code, text } = await call(folder, sweep(cells, number), Infinity, "SIGTERM");
    if (code !== 0) tally.faults.push(`kills: what was killed does not resume: exit code ${code}: ${text}`);
    const { records, half } = contents(join(folder, "store"));
    if (records.size !== (number + 1) * cells)
      tally.faults.push(`kills: ${records.size} records where there should be ${(number + 1) * cells}`);
    if (half.length > 0) tally.faults.push(`kills: half-written at the end: ${half.join(" ")}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}

function call(folder, spec, delay, signal) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, "sweep", "-", "--store", "store", "--workers", "2"], {
      cwd: folder,
      stdio: ["pipe", "ignore", "pipe"],
    });
    let text = "";
    let ended = true;
    child.stderr.on("data", (part) => (text += part));
    child.stdin.on("error", () => undefined);
    child.stdin.end(spec);
    const timers = [];
    if (delay < Infinity) {
      timers.push(setTimeout(() => child.kill(signal), delay));
      timers.push(
        setTimeout(() => {
          ended = false;
          child.kill("SIGKILL");
        }, delay + longestEnd),
      );
    }
    child.on("close", (code) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, ended, text });
    });
  });
}

/** The records of a store by name, and the names of what is half written. */
function contents(store) {
  const records = new Map();
  const half = [];
  for (const folder of list(store))
    for (const name of list(join(store, folder))) {
      if (name.endsWith(".tmp")) half.push(name);
      else if (/^[0-9a-f]{64}\.json$/.test(name)) records.set(name, readFileSync(join(store, folder, name), "utf8"));
    }
  return { records, half };
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRecord(content) {
  try {
    return JSON.parse(content).status === "finished";
  } catch {
    return false;
  }
}
