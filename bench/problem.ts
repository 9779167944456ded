import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Purpose, type Random, openRandom } from "../src/kernel/random.ts";
import { buildObjective, objectiveSchema } from "../src/objective/build.ts";
import { normal } from "../src/objective/init/normal.ts";
import type { Objective } from "../src/objective/objective.ts";
import { parse } from "../src/spec/parse.ts";

/** A network on data, with a start w and a direction v, in memory for us and in files for the peers. */
export interface Problem {
  readonly name: string;
  readonly widths: readonly number[];
  readonly examples: number;
  readonly objective: Objective;
  readonly start: Float64Array;
  readonly direction: Float64Array;
  readonly files: Readonly<Record<"x" | "y" | "w" | "v", string>>;
}

/** The six networks of the table, by widths and number of examples. */
export const networks: readonly (readonly [readonly number[], number])[] = [
  [[1, 16, 1], 20],
  [[1, 30, 20, 1], 20],
  [[1, 50, 50, 1], 20],
  [[64, 32, 32, 10], 32],
  [[64, 32, 32, 10], 1797],
  [[784, 100, 100, 10], 5000],
];

const folder = mkdtempSync(join(tmpdir(), "thalweg-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Chebyshev-6 for one input, a random teacher for more; tanh, ½ mean squared error, normal start of seed 0. */
export async function openProblem(widths: readonly number[], examples: number): Promise<Problem> {
  const data =
    widths[0] === 1
      ? { kind: "chebyshev", degree: 6, count: examples }
      : { kind: "teacher", input: widths[0], widths: [16, widths.at(-1)], count: examples };
  const model = { kind: "mlp", widths, activation: "tanh" };
  const spec = parse(objectiveSchema, { data, model, loss: { kind: "squared-error", factor: 0.5 } });
  const { objective, data: loaded } = await buildObjective(spec, 0, openRandom);
  const start = new Float64Array(objective.size);
  const random = (purpose: Purpose): Random => openRandom(0, purpose);
  normal.fill(normal(), { size: objective.size, blocks: objective.blocks, random, reference: () => start }, start);
  const direction = new Float64Array(objective.size);
  openRandom(0, "probes").normals(direction);
  const { x, y } = loaded!.train;
  const name = `${widths.join("-")}, N = ${examples}`;
  const file = (kind: string, numbers: Float64Array): string => {
    const path = join(folder, `${widths.join("-")}-${examples}-${kind}`);
    writeFileSync(path, numbers);
    return path;
  };
  const files = { x: file("x", x), y: file("y", y), w: file("w", start), v: file("v", direction) };
  return { name, widths, examples, objective, start, direction, files };
}
