import type { Mover } from "../dynamics/dynamics.ts";
import type { StatedFacts } from "../dynamics/facts.ts";
import { type Purpose, type Random, openRandom } from "../kernel/random.ts";
import type { MeasureSetting, Moment, Needs, Value } from "../measure/measure.ts";
import { sharpness } from "../measure/sharpness.ts";
import { initialParameters } from "../objective/init/index.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { within } from "../spec/parse.ts";
import { checkRoom } from "../spec/room.ts";
import { type Prediction, prediction } from "../theory/prediction.ts";
import { dynamicsBehaviour, measureBehaviour } from "./behaviours.ts";
import type { LiveRunSpec } from "./identity.ts";
import type { References } from "./references.ts";
import type { RunSpec } from "./runSpec.ts";
import { type EpochAverage, followEpochs } from "./epochAverage.ts";
import { type Shadow, openShadow } from "./shadow.ts";
import { checkRecordSize, extentOf } from "./recordSize.ts";
import { type Follower, type Schedule, follow, isScheduled } from "./schedule.ts";
import { checkUntil } from "./until.ts";

/** A measure under way. */
export interface Gauge {
  /** Its first column in the path. */
  readonly first: number;
  readonly scheduled: boolean;
  readonly follower: Follower;
  read(moment: Moment): readonly Value[];
}

/** Everything that a run needs, ready to move. */
export interface Setup {
  readonly clock: "step" | "time";
  readonly mover: Mover;
  /** η of the step after so many steps, where the dynamics has one. */
  readonly stepSize: ((step: number) => number) | null;
  /** What the dynamics says of itself whose conditions are looked at along the run; null where it says nothing. */
  readonly theory: Prediction | null;
  readonly columns: readonly string[];
  readonly gauges: readonly Gauge[];
  /** The mean iterate of the last epoch, where a measure is taken there. */
  readonly average: EpochAverage | null;
  /** The second run beside this one, where a measure asks for it. */
  readonly shadow: Shadow | null;
  /** λ_max at the present point, for runs that end by sharpness. */
  sharpness(): number;
}

type Spec = RunSpec | LiveRunSpec;

/**
 * Puts the run at its start: initial parameters, dynamics, measures. Throws SpecError, with its path, where options do not fit the
 * objective or one another. Nothing has moved yet. The behaviours that the spec names must have been loaded.
 */
export function setUp(spec: Spec, objective: Objective, references: References): Setup {
  const random = (purpose: Purpose): Random => openRandom(spec.seed, purpose);
  const behaviour = dynamicsBehaviour(spec.dynamics.kind);
  checkUntil(spec.until, behaviour.clock);
  const start = within("init", () => initialParameters(spec.init, objective, spec.seed, openRandom, references));
  const point = new Point(objective, start, () => random("probes"));
  const mover = within("dynamics", () => behaviour.start(spec.dynamics, { point, random }));
  const facts = behaviour.facts(spec.dynamics, { objective, random });
  let shadow: Shadow | null = null;
  const setting: MeasureSetting = {
    objective,
    dynamics: { ...facts, kind: spec.dynamics.kind },
    random,
    reference: (to) => references(to, "end"),
    shadow: (seen) => (shadow ??= openShadow(behaviour, spec.dynamics, mover, random)).watch(seen),
  };
  const columns = new ColumnNames();
  const average = openAverage(spec, setting, behaviour.clock, mover);
  const gauges = spec.measures.map((measure, i) => openGauge(measure, setting, behaviour.clock, columns, `measures.${i}`, average));
  point.gradientFollows = behaviour.clock === "time" || facts.batches === null;
  const changing = "schedule" in spec.dynamics && spec.dynamics.schedule !== undefined;
  const parts = spec.measures.map((schedule, i) => ({
    schedule,
    columns: (gauges[i + 1]?.first ?? columns.names.length) - gauges[i].first,
  }));
  checkRecordSize(
    parts,
    extentOf(spec.until, changing || behaviour.clock === "time" ? null : (facts.stepSize?.(0) ?? null)),
    objective.size,
  );
  return {
    clock: behaviour.clock,
    mover,
    stepSize: facts.stepSize,
    theory: mover.theory ?? statedBy(facts, spec, setting),
    columns: columns.names,
    gauges,
    average,
    shadow,
    sharpness: sharpnessReader(mover, setting),
  };
}

/** The conditions under which L is what is followed, and those of what is measured; null where there are none. */
function statedBy({ conditions }: StatedFacts, { measures }: Spec, setting: MeasureSetting): Prediction | null {
  const kinds = new Set(measures.map(({ kind }) => kind));
  const all = [...conditions, ...[...kinds].flatMap((kind) => measureBehaviour(kind).conditions?.(setting) ?? [])];
  return all.length === 0 ? null : prediction({ name: "batches", order: null, conditions: all }, {});
}

/** Throws SpecError where a mean over epochs is asked for and there are none. */
function openAverage(spec: Spec, { dynamics: { batches } }: MeasureSetting, clock: "step" | "time", mover: Mover): EpochAverage | null {
  const asking = spec.measures.findIndex(({ of }) => of === "epoch-average");
  if (asking < 0) return null;
  if (clock === "time") throw new SpecError(`measures.${asking}.of`, 'a flow has no epochs: leave it out, or make it "iterate"');
  return followEpochs(mover, batches?.epoch ?? 1);
}

function openGauge(
  measure: Spec["measures"][number],
  setting: MeasureSetting,
  clock: "step" | "time",
  columns: ColumnNames,
  path: string,
  average: EpochAverage | null,
): Gauge {
  const { every, everyTime, at, of, ...options } = measure as Schedule & { kind: string };
  const behaviour = measureBehaviour(options.kind);
  const schedule = { every, everyTime, at };
  const follower = follow(schedule, clock, path);
  const first = columns.names.length;
  return within(path, () => {
    checkNeeds(behaviour.needs?.(options, setting.objective));
    const there = of === "epoch-average" ? average : null;
    for (const { name } of behaviour.columns(options, setting.objective)) columns.add(there === null ? name : `${name}OfAverage`);
    const read = behaviour.begin(options, there === null ? setting : { ...setting, shadow: noShadowOfAverage });
    return {
      first,
      scheduled: isScheduled(schedule),
      follower,
      read: there === null ? read : (moment) => read({ ...moment, point: there.point }),
    };
  });
}

/** More columns of one measure are a slip: each is an entry of every row. */
const mostColumns = 100_000;

/** Throws SpecError, before anything is made for a measure, where it would need too much. */
function checkNeeds({ columns = 0, numbers = 0 }: Needs = {}): void {
  if (columns > mostColumns) throw new SpecError("", `makes ${columns} columns, and a measure has at most ${mostColumns}: ask for fewer`);
  checkRoom("", numbers, "ask for less, or take fewer parameters or examples");
}

function noShadowOfAverage(): never {
  throw new SpecError("of", 'a shadow run is compared iterate by iterate: leave it out, or make it "iterate"');
}

/** The columns of a path. A second measure of a kind fills columns of its own: distance, distance_2, … */
class ColumnNames {
  readonly names: string[] = [];
  readonly #taken = new Set<string>();
  /** For each name the number that was tried last. */
  readonly #last = new Map<string, number>();

  add(name: string): void {
    let n = this.#last.get(name) ?? 1;
    let candidate = n === 1 ? name : `${name}_${n}`;
    while (this.#taken.has(candidate)) candidate = `${name}_${++n}`;
    this.#last.set(name, n);
    this.#taken.add(candidate);
    this.names.push(candidate);
  }
}

function sharpnessReader(mover: Mover, setting: MeasureSetting): () => number {
  let read: ((moment: Moment) => readonly Value[]) | undefined;
  return () => {
    read ??= sharpness.begin(sharpness(), setting);
    return Number(read({ point: mover.point, step: mover.step, time: mover.time, last: false })[0]);
  };
}
