import { gd } from "../../src/dynamics/gradientDescent.ts";
import type { Mover } from "../../src/dynamics/dynamics.ts";
import { dot } from "../../src/kernel/vector.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { Point } from "../../src/objective/point.ts";
import { compare } from "../compare.ts";
import { type Contestant, type Peer, ours } from "../contestant.ts";
import { type Problem, networks, openProblem } from "../problem.ts";
import { duration, ratio, table } from "../table.ts";
import type { Section } from "./section.ts";

const stepSize = 0.05;

/** Steps of the dynamics `gd`, as a run takes them: loss, gradient, update, check for divergence. */
function descending({ objective, start }: Problem): Contestant {
  const open = (): Mover => gd.start(gd({ stepSize }), { point: new Point(objective, start), random: (purpose) => openRandom(0, purpose) });
  const ten = open();
  for (let i = 0; i < 10; i++) ten.advance(Infinity);
  const mover = open();
  const block = objective.size * objective.examples > 1e6 ? 1 : 50;
  return ours("thalweg", ten.point.loss, () => {
    for (let i = 0; i < block; i++) mover.advance(Infinity);
    return block;
  });
}

/** Products at one point, whose activations are kept after the gradient there; each starts from the one before it. */
function products({ objective, start, direction }: Problem): Contestant {
  const out = new Float64Array(objective.size);
  const v = Float64Array.from(direction);
  objective.gradient(start, out);
  objective.hessianVector(start, v, out);
  const check = dot(v, out);
  const block = objective.size * objective.examples > 1e6 ? 1 : 50;
  return ours("thalweg", check, () => {
    for (let i = 0; i < block; i++) {
      objective.hessianVector(start, v, out);
      const scale = 1 / Math.sqrt(dot(out, out));
      for (let j = 0; j < v.length; j++) v[j] = scale * out[j];
    }
    return block;
  });
}

function section(
  name: string,
  title: string,
  note: string,
  mine: (problem: Problem) => Contestant,
  kinds: readonly (readonly [kind: string, label: string])[],
): Section {
  return {
    name,
    title,
    note,
    pinned: true,
    async measure(peers) {
      const entrants = peers.flatMap((peer) =>
        kinds.filter(([kind]) => peer.kinds.includes(kind)).map(([kind, label]) => ({ peer, kind, label: peer.name + label })),
      );
      const rows: string[][] = [];
      for (const [widths, examples] of networks) rows.push(await row(await openProblem(widths, examples), mine, entrants));
      return table(["network", "thalweg", ...entrants.map(({ label }) => label)], rows);
    },
  };
}

async function row(
  problem: Problem,
  mine: (problem: Problem) => Contestant,
  entrants: readonly { peer: Peer; kind: string }[],
): Promise<string[]> {
  const contestants = [mine(problem)];
  for (const { peer, kind } of entrants) contestants.push(await peer.prepare(kind, problem, stepSize));
  const [we, ...others] = await compare(contestants);
  return [problem.name, duration(we.median), ...others.map((other) => `${duration(other.median)} (${ratio(other.ratio)})`)];
}

export const descent = section(
  "gd",
  "A step of gradient descent",
  "tanh network, ½ mean squared error, float64 (TensorFlow.js: float32). In brackets: the other's time over ours, measured in turn with it.",
  descending,
  [
    ["gd", ""],
    ["gd-step", ", a call a step"],
  ],
);

export const curvature = section(
  "hvp",
  "A Hessian-vector product",
  "Power iteration at one point whose activations are known (XLA, too, computes them once). In brackets: the other's time over ours.",
  products,
  [["hvp", ""]],
);
