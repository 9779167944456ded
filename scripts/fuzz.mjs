// Tries what nobody should ask for: wrong specs, damaged files of data, sweeps that are killed; and counts what came of it.
// As a command, after npm run build:js: node scripts/fuzz.mjs [--seconds N] [--seed N] [--specs N] [--files N] [--kills N]
// The last line but the faults is a table; the exit code is 1 where there was a fault: an error that is no sentence about the request, a sentence
// of more than 300 characters or with control characters, silence, an exit code against the documentation, a half-written file, a lost record.
import { fork } from "node:child_process";
import { argv, exit, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { killSweeps } from "./fuzz/kills.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "Infinity" },
    seed: { type: "string", default: "1" },
    specs: { type: "string", default: "2000" },
    files: { type: "string", default: "2000" },
    kills: { type: "string", default: "100" },
  },
  args: argv.slice(2),
});
const [seconds, seed, specs, files, kills] = ["seconds", "seed", "specs", "files", "kills"].map((name) => Number(values[name]));
/** Milliseconds without a word after which a request counts as one that hangs. */
const silence = 60_000;
/** A shorter time is shared out like this. */
const shares = { specs: 0.35, files: 0.3, kills: 0.35 };

/** Tries requests in a process of its own, which is ended and started again where one hangs. Counts what came of them. */
async function tryRequests(kind, count, milliseconds) {
  const tally = { kind, tried: 0, refused: 0, accepted: 0, faults: [] };
  const end = performance.now() + milliseconds;
  while (tally.tried < count && performance.now() < end) await part(kind, count, end, tally);
  return tally;
}

const part = (kind, count, end, tally) =>
  new Promise((resolve) => {
    const child = fork(
      fileURLToPath(new URL("./fuzz/requests.mjs", import.meta.url)),
      [kind, String(seed), String(tally.tried), String(count)],
      {
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      },
    );
    let current = "";
    let timer = setTimeout(hang, silence);
    function hang() {
      tally.faults.push(`${kind} ${tally.tried}: nothing came of it in ${silence / 1000} s: ${current}`);
      tally.tried++;
      child.kill("SIGKILL");
    }
    child.on("message", ({ begun, outcome, fault }) => {
      clearTimeout(timer);
      timer = setTimeout(hang, silence);
      if (begun !== undefined) return void (current = begun);
      tally.tried++;
      if (fault !== undefined) tally.faults.push(`${kind} ${tally.tried - 1}: ${fault}: ${current}`);
      else tally[outcome]++;
      current = "";
      if (performance.now() > end) child.kill("SIGKILL");
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== "SIGKILL") {
        tally.faults.push(`${kind} ${tally.tried}: the process ended (${signal ?? code}): ${current}`);
        tally.tried++;
      }
      resolve();
    });
  });

const time = (share) => seconds * 1000 * share;
const tallies = [
  await tryRequests("specs", specs, time(shares.specs)),
  await tryRequests("files", files, time(shares.files)),
  await killSweeps(kills, seed, time(shares.kills)),
];
for (const { faults } of tallies) for (const fault of faults) stdout.write(`${fault.slice(0, 1000)}\n`);
for (const { kind, tried, refused, accepted, faults } of tallies)
  stdout.write(
    `${kind.padEnd(6)} ${tried} tried, ${refused} ${kind === "kills" ? "stopped" : "refused with a sentence"}, ${accepted} ${kind === "kills" ? "ended before" : "accepted"}, ${faults.length} faults\n`,
  );
exit(tallies.some(({ faults }) => faults.length > 0) ? 1 : 0);
