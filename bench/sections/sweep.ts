import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import type { SweepInput } from "../../src/experiment/sweepSpec.ts";
import { median } from "../compare.ts";
import { digits, duration, table } from "../table.ts";
import type { Section } from "./section.ts";

const runs = 200;
const rounds = 3;

const input: SweepInput = {
  base: {
    objective: {
      data: { kind: "chebyshev", degree: 4, count: 20 },
      model: { kind: "mlp", widths: [1, 30, 20, 1], activation: "tanh" },
      loss: { kind: "squared-error" },
    },
    init: { kind: "normal" },
    dynamics: { kind: "gd", stepSize: 0.1 },
    until: { steps: 5000 },
    measures: [{ kind: "loss", every: 100 }],
  },
  grid: { seed: { from: 0, count: runs } },
};

/** Wall time of a sweep, and the seconds inside its runs. */
interface Timed {
  readonly wall: number;
  readonly inside: number;
}

const typical = (times: readonly Timed[]): Timed => ({
  wall: median(times.map(({ wall }) => wall)),
  inside: median(times.map(({ inside }) => inside)),
});

/** The sweep with so many workers into a fresh store. */
async function timed(workers: number): Promise<Timed> {
  const folder = mkdtempSync(join(tmpdir(), "thalweg-sweep-"));
  try {
    const start = performance.now();
    const { cells } = await sweep(input, { workers, store: openStore(folder) });
    const wall = (performance.now() - start) / 1000;
    return { wall, inside: cells.reduce((sum, { record }) => sum + record!.cost.seconds, 0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const pool: Section = {
  name: "sweep",
  title: "A sweep over worker processes",
  note: `${runs} short runs (5000 steps each) into a fresh store; start-up of the workers included; medians of ${rounds} sweeps of each kind in turn. Efficiency: time with one worker over twice the time with two. Overhead: time beyond that inside the runs, a run and worker.`,
  pinned: false,
  async measure() {
    const ones: Timed[] = [];
    const twos: Timed[] = [];
    for (let round = 0; round < rounds; round++) {
      ones.push(await timed(1));
      twos.push(await timed(2));
    }
    const [one, two] = [ones, twos].map(typical);
    const overhead = ({ wall, inside }: Timed, workers: number): string => duration((workers * wall - inside) / runs);
    return table(
      ["workers", "time", "inside the runs", "overhead a run", "efficiency"],
      [
        ["1", duration(one.wall), duration(one.inside), overhead(one, 1), ""],
        [
          "2",
          duration(two.wall),
          duration(two.inside),
          overhead(two, 2),
          digits(median(ones.map(({ wall }, round) => wall / (2 * twos[round].wall)))),
        ],
      ],
    );
  },
};
