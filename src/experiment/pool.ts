import { type ChildProcess, fork } from "node:child_process";
import type { Executor, ExecutorOptions, Outcome } from "./executor.ts";
import type { Identified } from "./identity.ts";
import { storeError } from "./storeError.ts";
import type { FromWorker, ToWorker } from "./poolMessages.ts";
import { removeTemporariesIn } from "./temporary.ts";
import { traceProcess } from "./traces.ts";
import { workerFile } from "./workerFile.ts";

/** Work that a worker is sent ahead, in seconds: short runs travel several to a message. */
const ahead = 0.2;
const mostAhead = 64;
/** How often a run is tried whose worker died. */
const mostAttempts = 2;
/** Milliseconds that workers have to say that they leave when they are stopped, and to leave, before they are killed: a long step leaves
 * no time to hear, a record that is being written may be finished. */
const silence = 1000;
const patience = 5000;
/** How much of what a worker writes to its standard error is kept, in characters: V8 says that the memory is
 * exhausted before a stack of up to a few thousand. */
const complaintLength = 64_000;

/** A worker process and the runs that it was sent and has not answered, in order. */
interface Worker {
  readonly process: ChildProcess;
  readonly assigned: Map<string, Identified>;
  current: string | null;
  ready: boolean;
  leaving: boolean;
  complaint: string;
}

/** Does runs in worker processes that stay warm. A worker that dies loses only its run, which is tried once more. */
export function poolExecutor(workers: number): Executor {
  return (waves, options) => new Promise((resolve, reject) => new Pool(workers, waves, options, resolve, reject));
}

class Pool {
  readonly #options: ExecutorOptions;
  readonly #count: number;
  readonly #waves: (readonly Identified[])[];
  readonly #pending: Identified[] = [];
  readonly #attempts = new Map<string, number>();
  readonly #workers = new Set<Worker>();
  readonly #file = workerFile();
  readonly #start = performance.now();
  readonly #finish: (error: unknown) => void;
  #answered = 0;
  /** Runs of the present wave that have not ended. */
  #open = 0;
  #deadAtStart = 0;
  #stopping = false;
  #fault: unknown = null;

  constructor(
    workers: number,
    waves: readonly (readonly Identified[])[],
    options: ExecutorOptions,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#count = workers;
    this.#waves = [...waves];
    const onAbort = (): void => this.#stop();
    this.#finish = (error) => {
      options.signal?.removeEventListener("abort", onAbort);
      if (error === null) resolve();
      else reject(error);
    };
    options.signal?.addEventListener("abort", onAbort);
    this.#beginWave();
    if (options.signal?.aborted) this.#stop();
  }

  /** Begins the next wave, with the workers that are there and as many more as it can use. */
  #beginWave(): void {
    const wave = this.#waves.shift() ?? [];
    this.#open = wave.length;
    this.#pending.push(...wave);
    for (const worker of this.#workers) this.#supply(worker);
    while (this.#pending.length > 0 && this.#workers.size < Math.min(this.#count, wave.length)) this.#launch();
  }

  /** A run has ended; when it was the last of its wave, the next one begins. */
  #settle(outcome: Outcome): void {
    this.#answered++;
    this.#open--;
    this.#options.onOutcome(outcome);
    if (this.#open === 0 && this.#waves.length > 0 && !this.#stopping) this.#beginWave();
  }

  #launch(): void {
    const child = fork(this.#file, [this.#options.store?.directory ?? "", this.#options.keep ? "keep" : ""], {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const worker: Worker = { process: child, assigned: new Map(), current: null, ready: false, leaving: false, complaint: "" };
    this.#workers.add(worker);
    child.stderr?.on("data", (text: Buffer) => (worker.complaint = (worker.complaint + text.toString()).slice(-complaintLength)));
    child.on("message", (message: FromWorker) => this.#hear(worker, message));
    child.on("error", (error) => {
      if (child.pid === undefined) this.#neverBorn(worker, error);
    });
    child.once("close", (code, signal) => {
      void this.#clearUp(child.pid, signal !== null).finally(() => this.#bury(worker, signal ?? `exit code ${code}`));
    });
    if (child.pid !== undefined) traceProcess(child.pid, this.#options.store?.directory ?? null);
    this.#supply(worker);
  }

  #send(worker: Worker, message: ToWorker): void {
    if (worker.process.connected) worker.process.send(message, () => undefined);
  }

  #hear(worker: Worker, message: FromWorker): void {
    if (message.type === "ready") worker.ready = true;
    else if (message.type === "leaving") worker.leaving = true;
    else if (message.type === "started") worker.current = message.id;
    else if (message.type === "fraction") this.#options.onFraction(message.id, message.fraction);
    else if (message.type === "fatal") this.#fail(storeError(message.file, message.complaint, message.gone));
    else {
      worker.assigned.delete(message.outcome.id);
      this.#settle(message.outcome);
      this.#supply(worker);
    }
  }

  /** Keeps a worker in work: sends more when half of what it had is done; tells it to leave when nothing is left
   * in any wave. */
  #supply(worker: Worker): void {
    if (this.#stopping) return;
    const depth = this.#depth();
    if (this.#pending.length > 0 && worker.assigned.size <= depth / 2) {
      const runs = this.#pending.splice(0, depth - worker.assigned.size);
      for (const run of runs) worker.assigned.set(run.id, run);
      this.#send(worker, { type: "runs", runs: runs.map(({ id, spec }) => ({ id, spec })) });
    }
    if (worker.assigned.size === 0 && this.#waves.length === 0) this.#send(worker, { type: "end" });
  }

  /** How many runs a worker should have at hand: so many as fill the time ahead, and never more than its share of what is left. */
  #depth(): number {
    if (this.#answered === 0) return 1;
    const seconds = ((performance.now() - this.#start) / 1000 / this.#answered) * this.#workers.size;
    if (seconds > ahead) return 1;
    const share = Math.ceil(this.#pending.length / (2 * this.#workers.size));
    return Math.max(1, Math.min(mostAhead, Math.ceil(ahead / seconds) + 1, share + 1));
  }

  /** What a killed worker was writing is removed. */
  async #clearUp(pid: number | undefined, killed: boolean): Promise<void> {
    const directory = this.#options.store?.directory ?? null;
    if (killed && pid !== undefined && directory !== null) await removeTemporariesIn(directory, pid);
  }

  /** A worker is gone: what it was doing counts as an attempt, what it had not begun does not. */
  #bury(worker: Worker, cause: string): void {
    this.#workers.delete(worker);
    const lost = [...worker.assigned.values()];
    const culprit = worker.assigned.get(worker.current ?? "") ?? lost[0];
    if (!this.#stopping && culprit !== undefined) this.#retry(worker, culprit, lost, cause);
    this.#finishWhenDone();
  }

  #neverBorn(worker: Worker, error: Error): void {
    this.#workers.delete(worker);
    this.#fail(new Error(`worker processes cannot be started: ${error.message}`));
  }

  #finishWhenDone(): void {
    const isDone = this.#stopping || (this.#pending.length === 0 && this.#waves.length === 0);
    if (this.#workers.size === 0 && isDone) this.#finish(this.#fault);
  }

  #retry(worker: Worker, culprit: Identified, lost: readonly Identified[], cause: string): void {
    if (!worker.ready && ++this.#deadAtStart > mostAttempts) {
      return this.#fail(
        new Error(`worker processes die before they start (${cause}): ${worker.complaint.trim().split("\n").at(-1) ?? ""}`),
      );
    }
    const attempts = (this.#attempts.get(culprit.id) ?? 0) + (worker.ready ? 1 : 0);
    this.#attempts.set(culprit.id, attempts);
    const again = attempts < mostAttempts ? lost : lost.filter((run) => run !== culprit);
    this.#pending.unshift(...again);
    if (attempts >= mostAttempts) {
      const reason = worker.complaint.includes("out of memory") ? "ran out of memory" : `died (${cause})`;
      this.#settle({ id: culprit.id, status: "failed", record: null, failure: `its worker process ${reason}, twice` });
    }
    if (this.#pending.length > 0 && this.#workers.size < this.#count) this.#launch();
  }

  #fail(error: unknown): void {
    this.#fault ??= error;
    this.#stop();
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const worker of this.#workers) this.#send(worker, { type: "stop" });
    const kill = (all: boolean): void => {
      for (const worker of this.#workers) if (all || !worker.leaving) worker.process.kill("SIGKILL");
    };
    setTimeout(() => kill(false), silence).unref();
    setTimeout(() => kill(true), patience).unref();
    this.#finishWhenDone();
  }
}
