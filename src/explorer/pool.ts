import { breathe } from "../experiment/breathe.ts";
import type { Dropped } from "./drop.ts";
import type { Report, Request } from "./messages.ts";

/** Runs under way in workers. */
export interface Pool {
  /** Starts a run and answers its number; `hear` is told what comes of it. */
  start(spec: object, hear: (report: Report) => void): number;
  cancel(run: number): void;
  pause(paused: boolean): void;
  /** Reads what was dropped on the page. Rejects with a sentence where it is nothing that can be shown. */
  read(name: string, bytes: Uint8Array): Promise<Dropped>;
}

interface Seat {
  readonly worker: Worker;
  readonly runs: Set<number>;
}

/** Opens workers on the program at an address, one a task: to open one takes its time. */
export async function openPool(url: string): Promise<Pool> {
  const listeners = new Map<number, (report: Report) => void>();
  const seats: Seat[] = [];
  const open = (): Seat => {
    const seat = { worker: new Worker(url), runs: new Set<number>() };
    seat.worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.kind !== "rows") seat.runs.delete(data.run);
      listeners.get(data.run)?.(data);
      if (data.kind !== "rows") listeners.delete(data.run);
    });
    return seat;
  };
  for (let i = 0; i < Math.min(6, Math.max(2, navigator.hardwareConcurrency)); i++) {
    await breathe();
    seats.push(open());
  }
  const ask = ({ worker }: Seat, request: Request): void => worker.postMessage(request, []);
  let next = 0;
  const give = (request: (run: number) => Request, hear: (report: Report) => void): number => {
    const run = next++;
    const seat = seats.reduce((best, other) => (other.runs.size < best.runs.size ? other : best));
    seat.runs.add(run);
    listeners.set(run, hear);
    ask(seat, request(run));
    return run;
  };
  return {
    start: (spec, hear) => give((run) => ({ kind: "start", run, spec }), hear),
    cancel(run) {
      listeners.delete(run);
      for (const seat of seats) if (seat.runs.delete(run)) ask(seat, { kind: "cancel", run });
    },
    pause(paused) {
      for (const seat of seats) ask(seat, { kind: "pause", paused });
    },
    read: (name, bytes) =>
      new Promise((resolve, reject) => {
        give(
          (run) => ({ kind: "read", run, name, bytes }),
          (report) => {
            if (report.kind === "read") resolve(report.dropped);
            if (report.kind === "failed") reject(new Error(report.message));
          },
        );
      }),
  };
}
