import { moduleHash } from "../kernel/module.ts";
import type { Moment, Value } from "../measure/measure.ts";
import { counted, noCost } from "../objective/counted.ts";
import type { Objective } from "../objective/objective.ts";
import type { DataReading } from "../objective/reading.ts";
import { openRandom } from "../kernel/random.ts";
import { NumericalError } from "../spec/errors.ts";
import { openConditionLog } from "./conditionLog.ts";
import type { Identified } from "./identity.ts";
import { numericVersion, packageVersion } from "./numericVersion.ts";
import { PathRecorder, type Reading } from "./path.ts";
import type { Path, Status } from "./record.ts";
import { sealed } from "./recordHash.ts";
import type { References } from "./references.ts";
import { type Setup, setUp } from "./setup.ts";
import type { RunRecord } from "./types.ts";
import { type Progressing, reached } from "./until.ts";

/** A run under way, moved on in slices; how it is sliced does not influence what comes out. */
export interface Runner {
  readonly step: number;
  readonly time: number;
  /** The loss as it was last measured; null where it was not, or is not finite. */
  readonly loss: number | null;
  /** How much of the run is done, from 0 to 1, as far as `until` names steps or a time; null where it does not. */
  readonly fraction: number | null;
  /** Works for about this long; true when the run has ended. */
  advance(milliseconds: number): boolean;
  /** Ends the run where it is. */
  stop(reason: string): void;
  record(): RunRecord;
}

/** What a run moves on, and where it came from. */
export interface Ground {
  readonly objective: Objective;
  readonly dataHash: string | null;
  /** What was read as data, where data were. */
  readonly reading?: DataReading;
  readonly references: References;
}

/** A row as it was measured, before any thinning. */
export interface WatchedRow {
  readonly step: number;
  readonly time: number;
  /** What was measured here, by column. */
  readonly values: Readonly<Record<string, Value>>;
  /** Where the run is; valid until it moves on. */
  readonly parameters: Float64Array;
}

interface End {
  readonly status: Status;
  readonly reason: string;
}

/** The clock is looked at about this often (in milliseconds), and at least once in so many steps: a look costs a tenth of a small step. */
const clockInterval = 0.5;
const mostStride = 1024;

/**
 * Puts a run at its start. Throws SpecError where something does not fit; nothing has moved yet. `watch` sees each row as it is
 * measured; what it does has no influence on the run.
 */
export function startRunner(
  { spec, id }: Identified,
  { objective, dataHash, reading, references }: Ground,
  watch?: (row: WatchedRow) => void,
): Runner {
  const cost = noCost();
  const setup = setUp(spec, counted(objective, cost), references);
  const { mover, clock, gauges, average, shadow } = setup;
  const conditions =
    setup.theory === null ? null : openConditionLog(setup.theory, mover, objective, cost, () => openRandom(spec.seed, "probes"));
  const recorder = new PathRecorder(setup.columns);
  const now = progressing(setup);
  const lossColumn = setup.columns.indexOf("loss");
  let end: End | null = null;
  let begun = false;
  let spent = 0;
  let stride = 1;
  let final = { step: 0, time: 0 };
  let lastLoss: number | null = null;
  const beginning = Float64Array.from(mover.point.parameters);

  const read = (all: boolean, last: boolean): void => {
    const moment: Moment = { point: mover.point, step: mover.step, time: mover.time, last };
    const readings: Reading[] = [];
    for (const gauge of gauges) {
      const due = gauge.scheduled ? gauge.follower.due(mover.step, mover.time) : mover.step % recorder.stride === 0;
      if (!due && !all) continue;
      const values = gauge.read(moment);
      readings.push({ first: gauge.first, values, scheduled: gauge.scheduled });
      if (gauge.first === lossColumn) lastLoss = values[0] as number | null;
    }
    if (readings.length === 0 && !all) return;
    recorder.add(mover.step, mover.time, readings, last);
    conditions?.look(mover.time, all);
    watch?.({ step: mover.step, time: mover.time, values: named(readings, setup.columns), parameters: mover.point.parameters });
  };

  const diverge = (error: NumericalError): void => {
    const spoilt = mover.step === 0 && mover.time === 0 ? notFinite(objective, beginning) : null;
    const step = spoilt === null ? (error.step ?? mover.step) : 0;
    final = { step, time: mover.time + (step - mover.step) * (clock === "step" ? (setup.stepSize?.(mover.step) ?? 0) : 0) };
    const reason =
      spoilt === null
        ? `diverged at ${clock === "step" ? `step ${step}` : `time ${final.time}`}: ${error.message}`
        : `not finite at the start: the ${spoilt} at the initial values is not a finite number; look at init, model and data`;
    end = { status: "diverged", reason };
    recorder.add(final.step, final.time, [], true);
  };

  /** One step and what is measured there; false when the run has ended. */
  const move = (): boolean => {
    try {
      if (begun) {
        mover.advance(landing(setup, spec.until.time));
        average?.follow();
        shadow?.follow();
      }
      const reason = reached(spec.until, now);
      if (reason !== null && !Number.isFinite(mover.point.loss)) throw new NumericalError("the loss is no longer finite", mover.step);
      if (reason !== null) end = { status: "finished", reason };
      read(!begun || end !== null, end !== null);
      begun = true;
    } catch (error) {
      if (!(error instanceof NumericalError)) throw error;
      diverge(error);
    }
    return end === null;
  };

  return {
    get step() {
      return mover.step;
    },
    get time() {
      return mover.time;
    },
    get loss() {
      return lastLoss;
    },
    get fraction() {
      const { steps, time } = spec.until;
      if (end !== null) return 1;
      const parts = [steps === undefined ? 0 : mover.step / steps, time === undefined ? 0 : mover.time / time];
      return steps === undefined && time === undefined ? null : Math.min(1, Math.max(...parts));
    },
    advance(milliseconds) {
      const start = performance.now();
      let now = start;
      let running = end === null;
      while (running && now - start < milliseconds) {
        for (let i = 0; i < stride && running; i++) running = move();
        const before = now;
        now = performance.now();
        if (now - before < clockInterval) stride = Math.min(mostStride, stride * 2);
        else stride = Math.max(1, stride >> 1);
      }
      spent += now - start;
      return !running;
    },
    stop(reason) {
      if (end !== null) return;
      end = { status: "stopped", reason };
      read(true, true);
    },
    record() {
      if (end === null) throw new Error("the run has not ended");
      const { status, reason } = end;
      const loss = status === "diverged" ? null : finiteOrNull(mover.point.loss);
      const { step, time } = status === "diverged" ? final : mover;
      return sealed({
        version: 1,
        id,
        spec,
        status,
        reason,
        // Which columns there are depends on what is measured.
        path: recorder.columns(clock) as unknown as Path,
        final: { step: clock === "step" ? step : null, time, loss, parameters: Array.from(mover.point.parameters, finiteOrNull) },
        ...(conditions && { conditions: conditions.outcomes() }),
        cost: {
          ...cost,
          ...(mover.statistics && { integrator: { ...mover.statistics } }),
          ...(conditions && { checks: { ...conditions.cost } }),
          seconds: spent / 1000,
        },
        provenance: {
          package: `thalweg ${packageVersion}`,
          numericVersion,
          runtime: `WebAssembly ${moduleHash.slice(0, 16)}`,
          data: dataHash,
          ...(reading && { reading }),
          ...(objective.arithmetic && { arithmetic: { ...objective.arithmetic } }),
        },
      });
    },
  };
}

const named = (readings: readonly Reading[], columns: readonly string[]): Record<string, Value> =>
  Object.fromEntries(readings.flatMap(({ first, values }) => values.map((value, i) => [columns[first + i], value])));

/** The next time that a flow must land on exactly. */
function landing({ gauges }: Setup, end = Infinity): number {
  let next = end;
  for (const { follower } of gauges) next = Math.min(next, follower.nextTime);
  return next;
}

function progressing({ mover, sharpness }: Setup): Progressing {
  return {
    get step() {
      return mover.step;
    },
    get time() {
      return mover.time;
    },
    get loss() {
      return mover.point.loss;
    },
    get gradientNormSquared() {
      return mover.point.gradientNormSquared;
    },
    get sharpness() {
      return sharpness();
    },
  };
}

/** What is not finite at a place, of loss and gradient; null where both are. */
function notFinite(objective: Objective, parameters: Float64Array): "loss" | "gradient" | null {
  const gradient = new Float64Array(objective.size);
  if (!Number.isFinite(objective.gradient(parameters, gradient))) return "loss";
  return gradient.every(Number.isFinite) ? null : "gradient";
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
