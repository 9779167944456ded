import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Trace } from "../experiment/traces.ts";
import { exitCodes } from "./codes.ts";
import type { Progress } from "./progress.ts";
import { type FromProgram, supervisedMark, type ToProgram } from "./supervision.ts";

/** Milliseconds between requests to stop, the silence after which work is ended that does not hear, and the time that it has in all. */
const interval = 250;
const longestSilence = 1250;
const longestEnd = 8000;

const fatal = /^(<--- Last few GCs --->|FATAL ERROR: |#$|# Fatal (error|JavaScript))/;
/** How much is kept of what V8 says when it ends, in lines. */
const complaintLines = 200;

/**
 * Does what the command line asks in a process of its own, so that it can be ended at any moment, also within a computation that
 * leaves no time to hear: the first Ctrl-C, SIGTERM or SIGHUP asks it to stop, and ends it where it stays silent; a second Ctrl-C ends it
 * at once. Shows its progress, and clears up after it where it was ended. Resolves to the exit code.
 */
export async function supervise(args: readonly string[]): Promise<number> {
  // Before there is a process that would be left behind.
  process.on("SIGINT", () => interrupt());
  process.on("SIGTERM", () => stop());
  process.on("SIGHUP", () => stop());
  const child = fork(fileURLToPath(new URL("./program.js", import.meta.url)), args, {
    serialization: "advanced",
    stdio: stdio(args),
    env: { ...process.env, [supervisedMark]: "1" },
  });
  const display = openDisplay(child);
  const traces: Trace[] = [];
  const complaint: string[] = [];
  let silentSince = 0;
  let stopping: NodeJS.Timeout | null = null;
  let abandoned = false;

  const send = (message: ToProgram): void => void (child.connected && child.send(message, () => undefined));
  const end = (): void => void child.kill("SIGKILL");
  const stop = (): void => {
    if (stopping !== null) return;
    const started = performance.now();
    silentSince = started;
    const ask = (): void => {
      const now = performance.now();
      if (now - silentSince > longestSilence || now - started > longestEnd) end();
      else send({ kind: "stop" });
    };
    stopping = setInterval(ask, interval);
    ask();
  };
  const interrupt = (): void => {
    abandoned = stopping !== null;
    if (abandoned) return end();
    process.stderr.write("\nthalweg: stopping; once more to leave at once\n");
    stop();
  };

  child.on("message", (message: FromProgram) => {
    if (message.kind === "heard") silentSince = performance.now();
    else if (message.kind === "trace") traces.push(message.trace);
    else display(message, () => send({ kind: "cleared" }));
  });
  createInterface({ input: child.stderr! }).on("line", (line) => {
    if (line === "") return;
    if (complaint.length === 0 && !fatal.test(line)) process.stderr.write(`${line}\n`);
    else if (complaint.length < complaintLines) complaint.push(line);
  });

  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once("error", () => resolve([exitCodes.failed, null]));
    child.once("close", (...how: [number | null, NodeJS.Signals | null]) => resolve(how));
  });
  if (stopping !== null) clearInterval(stopping);
  display({ kind: "clear" }, () => undefined);
  if (signal !== null || complaint.length > 0) await clearUp(traces, child.pid!);
  if (abandoned) return exitCodes.abandoned;
  if (code !== null && complaint.length === 0) return code;
  if (stopping !== null) return exitCodes.stopped;
  process.stderr.write(`thalweg: ${reason(complaint.join("\n"), signal ?? `exit code ${code}`)}\n`);
  return exitCodes.failed;
}

const reason = (complaint: string, how: string): string =>
  /out of memory|allocation failed/i.test(complaint)
    ? "ran out of memory: ask for less at a time, or give it more (NODE_OPTIONS=--max-old-space-size=8192, in MB)"
    : `the process that did the work was ended from outside, or broke (${how}); what was stored before stays`;

/** Standard input and output are the same there, and so are other open files that an argument names (`<(…)` and `>(…)` of shells). */
function stdio(args: readonly string[]): StdioOptions {
  const named = args.flatMap((arg) => /\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(arg)?.[1] ?? []).map(Number);
  const passed = named.filter((descriptor) => descriptor > 2 && descriptor < mostDescriptors);
  const streams: (number | "pipe" | "ignore" | "ipc")[] = [0, 1, "pipe"];
  for (const descriptor of passed) {
    while (streams.length <= descriptor) streams.push("ignore");
    streams[descriptor] = descriptor;
  }
  return [...streams, "ipc"];
}

const mostDescriptors = 1024;

/** Shows progress; the library for it is loaded when there is some. */
function openDisplay(child: ChildProcess): (message: Extract<FromProgram, { kind: "progress" | "clear" }>, cleared: () => void) => void {
  let progress: Promise<Progress> | null = null;
  return (message, cleared) => {
    if (message.kind === "progress") {
      progress ??= import("./progress.ts").then(({ openDisplay }) => openDisplay());
      void progress.then((shown) => child.exitCode === null && shown.update(message.state));
    } else void (progress ?? Promise.resolve(null)).then((shown) => shown?.end()).then(cleared);
  };
}

/** Ends what the work has started and removes what it had half written. */
async function clearUp(traces: readonly Trace[], pid: number): Promise<void> {
  const { removeTemporaries, removeTemporariesIn } = await import("../experiment/temporary.ts");
  for (const trace of traces)
    if (trace.kind === "folder") await removeTemporaries(trace.folder, pid);
    else {
      try {
        process.kill(trace.pid, "SIGKILL");
      } catch {
        // It has left.
      }
      if (trace.store !== null) await removeTemporariesIn(trace.store, trace.pid);
    }
}
