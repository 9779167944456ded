import type { RunInput } from "../src/experiment/runSpec.ts";
import { formatNumber, type FigureRecord, last, type LandscapePath, lossLandscape, type Method, methodNames } from "../src/figure/index.ts";
import { lossSurface } from "../src/measure/lossSlice.ts";
import { chebyshevSix, chebyshevSixInWords, planeOf } from "./chebyshevSix.ts";
import { spatialFigure } from "./figure.ts";

const [stepSize, batchSize, time, every] = [0.2, 5, 400, 4];
const methods: readonly { readonly method: Method; readonly dynamics: RunInput["dynamics"] }[] = [
  { method: "gradient-flow", dynamics: { kind: "gradient-flow" } },
  { method: "gd", dynamics: { kind: "gd", stepSize } },
  { method: "sgd", dynamics: { kind: "sgd", stepSize, batchSize, sampling: "reshuffle" } },
];
const limits = [0.08, 0.4] as const;

/** The loss over the plane of three paths, with the paths on it. */
export const lossSurfaceFigure = spatialFigure({
  name: "loss-surface",
  title: "Three paths on one surface",
  sweeps: {
    runs: {
      base: {
        ...chebyshevSix,
        dynamics: methods[0].dynamics,
        until: { time },
        measures: [
          { kind: "parameters", everyTime: every },
          { kind: "sharpness", everyTime: time, tolerance: 1e-4 },
        ],
        seed: 0,
      },
      grid: { dynamics: methods.map(({ dynamics }) => dynamics) },
    },
  },
  async read({ runs }) {
    const { hand, taken, plane } = await planeOf(runs, 2);
    const [first, second] = plane.directions;
    const [x, y] = [0, 1].map((k) => spanOf(plane.paths.flatMap(({ coordinates }) => coordinates.map((at) => at[k]))));
    const surface = lossSurface(hand.point(plane.origin), [first, second], { x, y });
    return {
      x: Array.from(surface.x),
      y: Array.from(surface.y),
      losses: surface.losses.map((row) => Array.from(row)),
      explained: plane.explained,
      paths: plane.paths.map(({ coordinates, planeLosses, losses, offPlane }, i): LandscapePath => ({
        method: methods[i].method,
        name: methodNames[methods[i].method],
        time: taken[i].map(({ time: t }) => t),
        x: coordinates.map((at) => at[0]),
        y: coordinates.map((at) => at[1]),
        planeLosses: Array.from(planeLosses),
        losses: Array.from(losses),
        offPlane: Array.from(offPlane),
      })),
      sharpness: runs.map((record: FigureRecord) => last(record, "sharpness")),
    };
  },
  space: ({ x, y, losses, paths, explained }) =>
    lossLandscape({
      x: { label: `component 1 (${percent(explained[0])})`, at: x },
      y: { label: `component 2 (${percent(explained[1])})`, at: y },
      losses,
      limits,
      levelStep: 0.02,
      paths,
      markEvery: 25,
      eye: { x: -0.9, y: -1.5, z: 1.35 },
      description:
        "The loss as a surface over two directions of parameter space, with the paths of gradient flow, gradient descent and SGD from one start lying on it: they part on the way down, SGD towards the flatter side.",
    }),
  caption: ({ paths, explained, sharpness }) => {
    const at = (values: (path: LandscapePath) => readonly number[]): string =>
      paths.map((path) => formatNumber(values(path)[path.time.length - 1], 2)).join(", ");
    const names = paths.map(({ name }) => name).join(", ");
    return `The loss over the plane of the two principal components of three paths from one start, to time ${time}: ${names} (η = ${stepSize}; B = ${batchSize}, reshuffled). The lines are the feet of the paths in the plane. Symbols every ${25 * every} units of time. The plane holds ${percent(explained[0] + explained[1])} of the variation; at the end the paths are ${at(({ offPlane }) => offPlane)} away from it, their loss ${at(({ losses }) => losses)}, that of their feet ${at(({ planeLosses }) => planeLosses)}: equal time, not equal loss. λmax there ${sharpness.map((value) => formatNumber(value, 3)).join(", ")} (2/η = ${formatNumber(2 / stepSize)}). ${chebyshevSixInWords}.`;
  },
});

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;

/** A little more than what the values span. */
function spanOf(values: readonly number[]): { from: number; to: number; count: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { from: low - 0.18 * (high - low), to: high + 0.18 * (high - low), count: 61 };
}
