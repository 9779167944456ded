import type { FlowMover } from "../../src/dynamics/flow.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { median } from "../compare.ts";
import { type Contestant, type Peer, type Timing, ours } from "../contestant.ts";
import { type Problem, openProblem } from "../problem.ts";
import { duration, ratio, table } from "../table.ts";
import type { Section } from "./section.ts";

const horizon = 1000;
/** The first round warms up and is not counted. */
const rounds = 7;
const ourTolerances = [1e-3, 1e-4, 1e-5, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8];
const peerTolerances = [1e-5, 1e-6, 1e-7];

interface Entry {
  readonly solver: string;
  readonly tolerance: number;
  readonly gradients: number;
  readonly error: number;
  readonly seconds: number;
}

function flowing({ objective, start }: Problem, options: Parameters<typeof gradientFlow>[0]): Contestant {
  let mover: FlowMover;
  const call = (): number => {
    mover = gradientFlowBehaviour.start(gradientFlow(options), {
      point: new Point(objective, start),
      random: (purpose) => openRandom(0, purpose),
    });
    while (mover.time < horizon) mover.advance(horizon);
    return 1;
  };
  return ours("thalweg", null, call, () => ({ gradients: mover.statistics.evaluations, end: [...mover.point.parameters] }));
}

/** Times each solver in turn at one tolerance after another, and measures its error against the reference. */
async function entries(problem: Problem, peers: readonly Peer[], reference: Float64Array): Promise<Entry[]> {
  const solvers: [string, number, () => Promise<Contestant>][] = [
    ...ourTolerances.map((tolerance): [string, number, () => Promise<Contestant>] => [
      "thalweg",
      tolerance,
      () => Promise.resolve(flowing(problem, { tolerance })),
    ]),
    ...peers.flatMap((peer) =>
      peerTolerances.map((tolerance): [string, number, () => Promise<Contestant>] => [
        labels[peer.name] ?? peer.name,
        tolerance,
        () => peer.prepare("flow", problem, 0, { tolerance, time: horizon }),
      ]),
    ),
  ];
  const all: Entry[] = [];
  for (const [solver, tolerance, open] of solvers) {
    const contestant = await open();
    const timings: Timing[] = [];
    for (let round = -1; round < rounds; round++) {
      const timing = await contestant.time(0);
      if (round >= 0) timings.push(timing);
    }
    const { gradients, end } = timings[0];
    all.push({
      solver,
      tolerance,
      gradients: gradients!,
      error: distance(Float64Array.from(end!), reference),
      seconds: median(timings.map(({ cpu }) => cpu)),
    });
  }
  return all;
}

const labels: Readonly<Record<string, string>> = { JAX: "diffrax, Tsit5", SciPy: "SciPy, RK45" };

/** How much longer another solver took than ours for the same error: our time is interpolated between tolerances, log against log. */
function against({ solver, error, seconds }: Entry, all: readonly Entry[]): string {
  if (solver === "thalweg") return "";
  const ours = all.filter((entry) => entry.solver === "thalweg").sort((a, b) => b.error - a.error);
  const above = ours.findLast((entry) => entry.error >= error);
  const below = ours.find((entry) => entry.error < error);
  if (above === undefined || below === undefined) return "";
  const share = Math.log(error / above.error) / Math.log(below.error / above.error);
  return ratio(seconds / (above.seconds * (below.seconds / above.seconds) ** share));
}

export const flow: Section = {
  name: "flow",
  title: "Gradient flow to time 1000",
  note: "Chebyshev-6 on 20 points, 1-30-20-1, normal start. The error is the distance in parameter space at the end from a solution of tolerance 1e-12 (Dormand–Prince). Last column: its time over ours at the same error, interpolated.",
  pinned: true,
  async measure(peers) {
    const problem = await openProblem([1, 30, 20, 1], 20);
    const reference = flowing(problem, { tolerance: 1e-12, integrator: { kind: "dopri5" } } as never);
    const { end } = await reference.time(0);
    const all = await entries(
      problem,
      peers.filter(({ kinds }) => kinds.includes("flow")),
      Float64Array.from(end!),
    );
    return table(
      ["solver", "tolerance", "gradients", "error", "time", "against ours"],
      all.map((entry) => [
        entry.solver,
        entry.tolerance.toExponential(),
        String(entry.gradients),
        entry.error.toExponential(1),
        duration(entry.seconds),
        against(entry, all),
      ]),
    );
  },
};
