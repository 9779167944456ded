import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import type { SweepInput } from "../../src/experiment/sweepSpec.ts";
import { digits, duration, table } from "../table.ts";
import type { Section } from "./section.ts";

const runs = 200;

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

/** Wall time of the sweep with so many workers into a fresh store, and the seconds inside its runs. */
async function timed(workers: number): Promise<{ wall: number; inside: number }> {
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
  note: `${runs} short runs (5000 steps each) into a fresh store; start-up of the workers included. Efficiency: time with one worker over twice the time with two. Overhead: time beyond that inside the runs, a run and worker.`,
  pinned: false,
  async measure() {
    const one = await timed(1);
    const two = await timed(2);
    const overhead = ({ wall, inside }: typeof one, workers: number): string => duration((workers * wall - inside) / runs);
    return table(
      ["workers", "time", "inside the runs", "overhead a run", "efficiency"],
      [
        ["1", duration(one.wall), duration(one.inside), overhead(one, 1), ""],
        ["2", duration(two.wall), duration(two.inside), overhead(two, 2), digits(one.wall / (2 * two.wall))],
      ],
    );
  },
};
