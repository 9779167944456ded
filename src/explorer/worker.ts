import { loadBehaviours } from "../experiment/behaviours.ts";
import { breathe } from "../experiment/breathe.ts";
import { identify } from "../experiment/identity.ts";
import { borrow } from "../experiment/objectives.ts";
import { resolveReferences } from "../experiment/references.ts";
import { run as runHere } from "../experiment/run.ts";
import { type Runner, startRunner, type WatchedRow } from "../experiment/runner.ts";
import type { RunInput, RunSpec } from "../experiment/runSpec.ts";
import type { Value } from "../measure/measure.ts";
import { readDropped } from "./drop.ts";
import type { Report, Request } from "./messages.ts";

/** Work on one run before the next has its turn, in milliseconds: short, so that curves grow and requests are heard. */
const slice = 8;
/** At most so many numbers of places on the path are sent to the page for one run (16 MB). */
const mostPlaces = 2_000_000;

interface Job {
  readonly runner: Runner;
  readonly rows: RowBuffer;
  release(): void;
}

const jobs = new Map<number, Job>();
/** Runs that were asked for and not cancelled. */
const wanted = new Set<number>();
let paused = false;
let working = false;

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.kind === "start") void open(data.run, data.spec);
  if (data.kind === "cancel") close(data.run);
  if (data.kind === "read") void read(data.run, data.name, data.bytes);
  if (data.kind === "pause") {
    paused = data.paused;
    void work();
  }
});

async function open(run: number, spec: object): Promise<void> {
  wanted.add(run);
  try {
    const identified = identify(spec as RunInput);
    await loadBehaviours(identified.spec);
    const references = await resolveReferences(identified.spec, undefined, (other) => runHere(other));
    const lent = await borrow((identified.spec as RunSpec).objective, identified.spec.seed);
    if (!wanted.has(run)) return lent.release();
    const rows = new RowBuffer(lent.objective.size);
    jobs.set(run, { runner: startRunner(identified, { ...lent, references }, (row) => rows.add(row)), rows, release: lent.release });
    void work();
  } catch (error) {
    fail(run, error);
  }
}

async function read(run: number, name: string, bytes: Uint8Array): Promise<void> {
  try {
    tell({ kind: "read", run, dropped: await readDropped(name, bytes) });
  } catch (error) {
    fail(run, error);
  }
}

/** Messages change it while work waits for its turn. */
const isPaused = (): boolean => paused;

/** A slice of every run in turn, until none is left or the page asks for a pause. */
async function work(): Promise<void> {
  if (working) return;
  working = true;
  while (jobs.size > 0 && !isPaused()) {
    for (const [run, job] of jobs) {
      advance(run, job);
      await breathe();
      if (isPaused()) break;
    }
  }
  working = false;
}

function advance(run: number, { runner, rows }: Job): void {
  try {
    const ended = runner.advance(slice);
    rows.send(run, runner.fraction);
    if (!ended) return;
    tell({ kind: "done", run, record: runner.record() });
    close(run);
  } catch (error) {
    fail(run, error);
  }
}

function close(run: number): void {
  wanted.delete(run);
  jobs.get(run)?.release();
  jobs.delete(run);
}

function fail(run: number, error: unknown): void {
  tell({ kind: "failed", run, message: (error as Error).message });
  close(run);
}

function tell(report: Report, transfer: Transferable[] = []): void {
  self.postMessage(report, { transfer });
}

/** Rows on their way to the page. */
class RowBuffer {
  readonly #size: number;
  #total = 0;
  #placeStride = 1;
  #step: number[] = [];
  #time: number[] = [];
  #columns: Record<string, Value[]> = {};
  #places: Float64Array[] = [];
  #placeRows: number[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#placeStride = Math.max(1, Math.ceil((2000 * size) / mostPlaces));
  }

  add({ step, time, values, parameters }: WatchedRow): void {
    const row = this.#time.length;
    this.#step.push(step);
    this.#time.push(time);
    for (const [name, value] of Object.entries(values)) {
      const column = (this.#columns[name] ??= []);
      while (column.length < row) column.push(null);
      column.push(value);
    }
    if (this.#total++ % this.#placeStride !== 0) return;
    this.#places.push(parameters.slice());
    this.#placeRows.push(row);
  }

  send(run: number, fraction: number | null): void {
    const places = new Float64Array(this.#places.length * this.#size);
    for (const [i, place] of this.#places.entries()) places.set(place, i * this.#size);
    tell(
      {
        kind: "rows",
        run,
        step: this.#step,
        time: this.#time,
        columns: this.#columns,
        places,
        placeRows: this.#placeRows,
        size: this.#size,
        fraction,
      },
      [places.buffer],
    );
    this.#step = [];
    this.#time = [];
    this.#columns = {};
    this.#places = [];
    this.#placeRows = [];
  }
}
