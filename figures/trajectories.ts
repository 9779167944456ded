import type { RunInput } from "../src/experiment/runSpec.ts";
import { formatNumber, type Method, methodNames, type PathInSpace, pathsInSpace } from "../src/figure/index.ts";
import { distance } from "../src/kernel/vector.ts";
import { chebyshevSix, chebyshevSixInWords, planeOf } from "./chebyshevSix.ts";
import { spatialFigure } from "./figure.ts";

const [stepSize, batchSize, time, every] = [0.2, 5, 400, 4];
const methods: readonly { readonly method: Method; readonly dynamics: RunInput["dynamics"]; readonly dash?: PathInSpace["dash"] }[] = [
  { method: "gradient-flow", dynamics: { kind: "gradient-flow" } },
  { method: "gd", dynamics: { kind: "gd", stepSize } },
  { method: "central-flow", dynamics: { kind: "central-flow", stepSize, tolerance: 1e-4 }, dash: "dash" },
  { method: "sgd", dynamics: { kind: "sgd", stepSize, batchSize, sampling: "reshuffle" } },
  { method: "minibatch-flow", dynamics: { kind: "minibatch-flow", stepSize, batchSize }, dash: "dash" },
];

const orderOf = (method: Method): number => methods.findIndex((one) => one.method === method);

/** Where five paths from one start go, in the three directions that hold most of it. */
export const trajectoriesFigure = spatialFigure({
  name: "trajectories",
  title: "Where the paths part",
  sweeps: {
    runs: {
      base: {
        ...chebyshevSix,
        dynamics: methods[0].dynamics,
        until: { time },
        measures: [{ kind: "parameters", everyTime: every }],
        seed: 0,
      },
      grid: { dynamics: methods.map(({ dynamics }) => dynamics) },
    },
  },
  async read({ runs }) {
    const { taken, plane } = await planeOf(runs, 3);
    const ends = methods.map((_, i) => taken[i][taken[i].length - 1].parameters);
    const apart = (one: Method, other: Method): number => distance(ends[orderOf(one)], ends[orderOf(other)]);
    return {
      gaps: {
        central: apart("central-flow", "gd"),
        flowFromDescent: apart("gradient-flow", "gd"),
        minibatch: apart("minibatch-flow", "sgd"),
        flowFromSgd: apart("gradient-flow", "sgd"),
      },
      explained: plane.explained,
      paths: plane.paths.map(({ coordinates, losses, offPlane }, i): PathInSpace => ({
        ...methods[i],
        name: methodNames[methods[i].method],
        time: taken[i].map(({ time: t }) => t),
        coordinates,
        losses: Array.from(losses),
        offPlane: Array.from(offPlane),
      })),
    };
  },
  space: ({ explained, paths }) =>
    pathsInSpace({
      labels: [1, 2, 3].map((k) => `component ${k} (${(100 * explained[k - 1]).toFixed(0)} %)`) as [string, string, string],
      paths,
      markEvery: 25,
      sides: { x: 1.3, y: 1, z: 0.8 },
      eye: { x: -1.05, y: -1.55, z: 0.7 },
      description:
        "Paths of gradient flow, gradient descent, central flow, SGD and minibatch flow from one start in three directions of parameter space: central flow stays with gradient descent, minibatch flow follows SGD into another valley and goes further there.",
    }),
  caption: ({ explained, paths, gaps }) => {
    const end = paths.map(({ offPlane }) => offPlane[offPlane.length - 1]);
    return `Paths from one start in their three principal components, which hold ${(100 * (explained[0] + explained[1] + explained[2])).toFixed(0)} % of the variation, to time ${time}; symbols every ${25 * every} units of time. η = ${stepSize}; B = ${batchSize}, reshuffled. Distances at the end, in all parameters: central flow from gradient descent ${formatNumber(gaps.central, 2)} (gradient flow ${formatNumber(gaps.flowFromDescent, 2)}), minibatch flow from SGD ${formatNumber(gaps.minibatch, 2)} (gradient flow ${formatNumber(gaps.flowFromSgd, 2)}): minibatch flow, a first-order prediction, finds SGD's valley but goes further in it. At the end the paths are ${end.map((value) => formatNumber(value, 2)).join(", ")} away from the space that is shown (${paths.map(({ name }) => name).join(", ")}), their loss ${paths.map(({ losses }) => formatNumber(losses[losses.length - 1], 2)).join(", ")}. ${chebyshevSixInWords}.`;
  },
});
