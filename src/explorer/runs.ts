import type { RunRecord } from "../experiment/types.ts";
import { canonicalText } from "../spec/canonical.ts";
import type { Pool } from "./pool.ts";
import type { Planned } from "./specs.ts";
import { emptyTrace, extend, type Trace, traceOfRecord } from "./trace.ts";

/** A run that is shown. */
export interface Shown extends Planned {
  readonly key: string;
  readonly kept: boolean;
  /** That of the run it replaces until its own first rows come. */
  readonly trace: Trace;
  /** Whether `trace` is its own. */
  readonly arrived: boolean;
}

interface Entry {
  run: number;
  trace: Trace;
}

/** The runs of the page: those that the state asks for, under way or done, and nothing else. */
export interface Runs {
  /** Starts what is new, cancels what is no longer asked for, and answers what is to be shown. */
  show(plan: readonly Planned[], kept: readonly Planned[]): readonly Shown[];
  /** Takes a record as the outcome of its spec, so that it need not be run. */
  take(spec: object, record: RunRecord): void;
}

export const keyOf = (spec: object): string => canonicalText(spec);

/** Keeps runs by their specs: what stays in the plan goes on. `changed` is called whenever something came. */
export function openRuns(pool: Pool, changed: () => void): Runs {
  const entries = new Map<string, Entry>();
  /** By method: what is drawn until the first rows of the run that takes its place. */
  const last = new Map<string, Trace>();

  const begin = (spec: object): Entry => {
    const entry: Entry = { run: -1, trace: emptyTrace() };
    entry.run = pool.start(spec, (report) => {
      if (report.kind === "rows") extend(entry.trace, report);
      else if (report.kind === "done") entry.trace.record = report.record;
      else if (report.kind === "failed") entry.trace.failure = report.message;
      changed();
    });
    return entry;
  };

  const shown = (plan: Planned, kept: boolean): Shown => {
    const key = keyOf(plan.spec);
    if (!entries.has(key)) entries.set(key, begin(plan.spec));
    const place = `${plan.label} ${kept ? key : ""}`;
    const { trace } = entries.get(key)!;
    return {
      ...plan,
      key,
      kept,
      get arrived() {
        return trace.time.length > 0 || trace.failure !== null;
      },
      get trace() {
        if (this.arrived) last.set(place, trace);
        return this.arrived ? trace : (last.get(place) ?? trace);
      },
    };
  };

  return {
    show(plan, kept) {
      const needed = new Set([...plan, ...kept].map(({ spec }) => keyOf(spec)));
      for (const [key, { run }] of entries) {
        if (needed.has(key)) continue;
        pool.cancel(run);
        entries.delete(key);
      }
      return [...kept.map((one) => shown(one, true)), ...plan.map((one) => shown(one, false))];
    },
    take(spec, record) {
      entries.set(keyOf(spec), { run: -1, trace: traceOfRecord(record) });
    },
  };
}
