import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { digitsSetting } from "../../figures/digits.ts";
import { digits, duration, table } from "../table.ts";
import type { Section } from "./section.ts";

const stepSizes = [0.1, 0.2, 0.4];
const batchSizes = [5, 20];
const horizon = 600;

const groups: readonly [string, readonly RunInput["dynamics"][]][] = [
  ["gradient flow", [{ kind: "gradient-flow" }]],
  ["GD, 3 step sizes", stepSizes.map((stepSize) => ({ kind: "gd", stepSize }))],
  ["IGR flow, 3 step sizes", stepSizes.map((stepSize) => ({ kind: "igr-flow", stepSize }))],
  [
    "SGD, 3 step sizes × 2 batch sizes",
    stepSizes.flatMap((stepSize) =>
      batchSizes.map((batchSize) => ({ kind: "sgd" as const, stepSize, batchSize, sampling: "reshuffle" as const })),
    ),
  ],
  [
    "minibatch flow, 2 × 2",
    stepSizes.slice(0, 2).flatMap((stepSize) => batchSizes.map((batchSize) => ({ kind: "minibatch-flow" as const, stepSize, batchSize }))),
  ],
];

export const trial: Section = {
  name: "trial",
  title: "A whole trial on digits",
  note: `100 digits of 7 × 7 pixels, 49-16-10 tanh, every dynamics from one start to time ${horizon}, certified sharpness at 40 points of each.`,
  pinned: true,
  async measure() {
    const rows: string[][] = [];
    let total = 0;
    for (const [name, dynamics] of groups) {
      const cpu = process.cpuUsage();
      const sharpnesses: string[] = [];
      for (const each of dynamics) {
        const record = await run({
          ...digitsSetting,
          dynamics: each,
          until: { time: horizon },
          measures: ["loss", { kind: "sharpness", everyTime: horizon / 40 }],
        });
        sharpnesses.push(digits(Number(record.path["sharpness"].at(-1))));
      }
      const { user, system } = process.cpuUsage(cpu);
      total += (user + system) / 1e6;
      rows.push([name, duration((user + system) / 1e6), sharpnesses.join(", ")]);
    }
    return table(["", "time", "sharpness at the end"], [...rows, ["all", duration(total), ""]]);
  },
};
