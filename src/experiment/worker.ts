/**
 * The entry of a worker process: does the runs that it is sent, one after the other, and writes their records. Its arguments are
 * the store's directory (empty: there is none) and "keep" where records are to be sent back although they are stored. It leaves when its pool does, and lets the pool decide what an interrupt means.
 */
import { openStore } from "./directoryStore.ts";
import { type Outcome, Writes, attempt, written } from "./executor.ts";
import { breathe } from "./breathe.ts";
import { memoryStore } from "./memoryStore.ts";
import type { FromWorker, ToWorker } from "./poolMessages.ts";
import { watchParent } from "./watchParent.ts";

const directory = process.argv[2] ?? "";
const store = directory === "" ? null : openStore(directory, { existing: true });
const keep = directory === "" || process.argv[3] === "keep";
const lookup = store ?? memoryStore();
const queue: Extract<ToWorker, { type: "runs" }>["runs"][number][] = [];
const writes = new Writes();
const abort = new AbortController();
let working = false;
let ending = false;

/** Milliseconds between messages about how far a run has come. */
const fractionInterval = 250;

const send = (message: FromWorker): void => {
  if (process.connected) process.send!(message);
};

async function work(): Promise<void> {
  working = true;
  while (queue.length > 0 && !abort.signal.aborted) {
    const { id, spec } = queue.shift()!;
    send({ type: "started", id });
    const outcome = await attempt({ id, spec, live: null }, { store: lookup, signal: abort.signal, onProgress: fractions(id) });
    if (outcome.status === "stopped") break;
    await writes.add(() => deliver(outcome));
    await breathe();
  }
  working = false;
  if (ending) await leave();
}

async function deliver(outcome: Outcome): Promise<void> {
  if (store === null || outcome.record === null) return send({ type: "outcome", outcome });
  try {
    const kept = await written(outcome, store);
    send({ type: "outcome", outcome: keep ? kept : { ...kept, record: null } });
  } catch (error) {
    const {
      file = directory,
      message,
      complaint = message,
      gone = false,
    } = error as {
      file?: string;
      message: string;
      complaint?: string;
      gone?: boolean;
    };
    send({ type: "fatal", file, complaint, gone });
  }
}

function fractions(id: string): (progress: { readonly fraction: number | null }) => void {
  let told = performance.now();
  return ({ fraction }) => {
    if (fraction === null || performance.now() - told < fractionInterval) return;
    told = performance.now();
    send({ type: "fraction", id, fraction });
  };
}

async function leave(): Promise<void> {
  await writes.settled();
  if (process.connected) process.disconnect();
}

process.on("message", (message: ToWorker) => {
  if (message.type === "runs") {
    queue.push(...message.runs);
    if (!working) void work();
    return;
  }
  ending = true;
  if (message.type === "stop") {
    send({ type: "leaving" });
    abort.abort();
  }
  if (!working) void leave();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
watchParent();
process.on("disconnect", () => process.exit(0));
send({ type: "ready" });
