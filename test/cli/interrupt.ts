import { existsSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import { commandOf, descendantsOf, start } from "./program.ts";

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("waited in vain");
    await pause(10);
  }
}

export const small = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 100_000_000 },
  measures: [{ kind: "loss", every: 1_000_000 }],
};
/** One step takes many seconds, and nothing is heard meanwhile: products of matrices with 2 × 10⁹ terms. */
export const heavy = {
  ...small,
  objective: {
    ...small.objective,
    data: { kind: "chebyshev", degree: 3, count: 4000 },
    model: { kind: "mlp", widths: [1, 1500, 1500, 1], activation: "tanh" },
  },
};

/** What is left of a call in a folder: half-written files, and processes that name the folder or came from it. */
function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"));
}

export const isGone = (pid: number): boolean => commandOf(pid) === "";

/** Calls, sends the signal after a while or at a moment, and gives what came of it; no process and no half-written file may be left. */
export async function interrupted(
  args: readonly string[],
  input: string,
  folder: string,
  signals: readonly NodeJS.Signals[],
  moment: () => Promise<void> | void,
  gap = 300,
) {
  const { child, ended } = start(args, { input, cwd: folder });
  await until(() => descendantsOf(child.pid!).length > 0);
  await moment();
  const started = descendantsOf(child.pid!);
  for (const [i, signal] of signals.entries()) {
    if (i > 0) await pause(gap);
    started.push(...descendantsOf(child.pid!));
    child.kill(signal);
  }
  const end = await ended;
  await until(() => started.every(isGone));
  expect(leftovers(folder)).toEqual([]);
  return end;
}
