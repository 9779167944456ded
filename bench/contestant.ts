import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Problem } from "./problem.ts";

/** What a timed stretch of work took. `cpu` is the processor time of its process, in seconds. */
export interface Timing {
  readonly units: number;
  readonly wall: number;
  readonly cpu: number;
  /** Flows: evaluations of the gradient and parameters at the end. */
  readonly gradients?: number;
  readonly end?: readonly number[];
}

/** Something that is timed: ours in this process, or a peer's in its own. */
export interface Contestant {
  readonly name: string;
  /** A number that all contestants must agree on, where there is one. */
  readonly check: number | null;
  time(seconds: number): Promise<Timing> | Timing;
}

/** A program of another kind that does the same work, answering requests on its standard input (see peers/protocol.py). */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly kinds: readonly string[];
  /** Readies a kind of work on a problem; what was readied before under that kind is forgotten. */
  prepare(kind: string, problem: Problem, stepSize: number, options?: object): Promise<Contestant>;
  close(): void;
}

/** Ours: `call` does some units of work and says how many. */
export function ours(name: string, check: number | null, call: () => number, report: () => Partial<Timing> = () => ({})): Contestant {
  return {
    name,
    check,
    time(seconds) {
      const cpu = process.cpuUsage();
      const wall = performance.now();
      let units = 0;
      do units += call();
      while (performance.now() - wall < 1000 * seconds);
      const { user, system } = process.cpuUsage(cpu);
      return { units, wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6, ...report() };
    },
  };
}

const scripts = fileURLToPath(new URL(`${import.meta.url.includes("/dist/") ? "../../" : "../"}bench/peers/`, import.meta.url));

/** Starts the peers that can be had here; `missing` says why for the others. */
export async function startPeers(names: readonly string[]): Promise<{ peers: Peer[]; missing: string[] }> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const peer = await startPeer(name);
    if (peer === null) missing.push(name);
    else peers.push(peer);
  }
  return { peers, missing };
}

/** The Python of $THALWEG_PEERS (a virtual environment) or of the path. */
function python(): string {
  const home = process.env["THALWEG_PEERS"];
  return home === undefined ? "python3" : existsSync(home) ? join(home, "bin", "python") : home;
}

async function startPeer(name: string): Promise<Peer | null> {
  const [command, file] = name === "tfjs" ? [process.execPath, "tfjs_peer.mjs"] : [python(), `${name}_peer.py`];
  const env = { ...process.env, XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const child = spawn(command, [join(scripts, file)], { env, stdio: ["pipe", "pipe", "ignore"] });
  const ask = asker(child);
  const hello = (await ask(null)) as { name: string; version: string; kinds: string[] } | null;
  if (hello === null) return null;
  return {
    ...hello,
    async prepare(kind, { widths, examples, files }, stepSize, options = {}) {
      const { check } = (await ask({ do: "prepare", kind, widths, examples, files, stepSize, options })) as { check: number | null };
      return { name: hello.name, check, time: async (seconds) => (await ask({ do: "time", kind, seconds })) as Timing };
    },
    close: () => child.stdin.end(),
  };
}

/** Sends a request and waits for the line that answers it; null when the program has ended. */
function asker(child: ChildProcess): (request: object | null) => Promise<object | null> {
  child.on("error", () => undefined);
  child.stdin!.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return async (request) => {
    if (request !== null) child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value) as object);
  };
}
