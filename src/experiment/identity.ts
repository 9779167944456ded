import { measures } from "../measure/index.ts";
import { flowShape } from "../dynamics/flow.ts";
import { dataSets } from "../objective/data/index.ts";
import { inits } from "../objective/init/index.ts";
import { canonicalText, sha256Hex } from "../spec/canonical.ts";
import { SpecError } from "../spec/errors.ts";
import { parse, within } from "../spec/parse.ts";
import { type LiveObjective, type LiveSpec, isLive, liveSpec } from "./live.ts";
import { numericVersion } from "./numericVersion.ts";
import { type RunInput, type RunSpec, asObject, runSchema } from "./runSpec.ts";

/** A run spec in its canonical form, with what identifies it. */
export interface Identified {
  readonly spec: RunSpec | LiveRunSpec;
  /** Hex SHA-256 over the canonical spec and the numeric version. */
  readonly id: string;
  /** The live objective that stands in the spec, or null. */
  readonly live: LiveObjective | null;
}

export type LiveRunSpec = Omit<RunSpec, "objective"> & { readonly objective: LiveSpec };

/**
 * Checks a run spec and brings it into canonical form: defaults filled in, names of measures made objects, the seeds of `init` and data
 * set to `seed` where they were left out, specs that it refers to canonical as well. Throws SpecError where something is wrong.
 */
export function canonicalRun(input: unknown): RunSpec {
  return withReferences(withSeeds(parse(runSchema, asObject(input, "run spec"))));
}

/** Canonical form and identity of what `run` takes: `version` may be left out, the objective may be live. */
export function identify(input: RunInput | LiveRunInput): Identified {
  const given = { version: 1, ...asObject(input, "run spec") };
  if (!isLive(input.objective)) {
    const spec = canonicalRun(given);
    return { spec, id: identity(spec), live: null };
  }
  const canonical = canonicalRun({ ...given, objective: standIn });
  const spec = { ...withTolerances(canonical, input.objective), objective: liveSpec(input.objective) };
  return { spec, id: identity(spec), live: input.objective };
}

/** Puts the tolerances that the objective's numbers can meet in the place of the defaults. */
function withTolerances(spec: RunSpec, { arithmetic }: LiveObjective): RunSpec {
  if (arithmetic === undefined) return spec;
  const { eigenvalueTolerance, flowTolerance } = arithmetic;
  const { dynamics } = spec;
  return {
    ...spec,
    // Builders fill the default in, so that it may be named or not.
    dynamics: "tolerance" in dynamics && dynamics.tolerance === defaultFlowTolerance ? { ...dynamics, tolerance: flowTolerance } : dynamics,
    measures: spec.measures.map((measure) =>
      takes(measures, measure.kind, "tolerance") ? { tolerance: eigenvalueTolerance, ...(defined(measure) as typeof measure) } : measure,
    ),
  };
}

/** A run spec whose objective is a live object of this process. */
export type LiveRunInput = Omit<RunInput, "objective"> & { readonly objective: LiveObjective };

const defaultFlowTolerance = flowShape.tolerance.parse(undefined);

/** Takes the place of a live objective while the rest of a spec is checked. */
const standIn = { model: { kind: "quadratic", matrix: [[1]] } };

/** The identity of a canonical spec under a numeric version. */
export function identity(spec: object, version: number = numericVersion): string {
  return sha256Hex(canonicalText({ numericVersion: version, spec }));
}

function withSeeds(spec: RunSpec): RunSpec {
  const objective = { ...spec.objective } as Record<string, unknown>;
  if (objective["data"] !== undefined) objective["data"] = seeded(dataSets, objective["data"], spec.seed);
  return { ...spec, objective, init: seeded(inits, spec.init, spec.seed) } as RunSpec;
}

interface Kinded {
  readonly kind: string;
  readonly test?: unknown;
}

/** Fills in the seed of a member that has one, and of its held-out part. */
function seeded(family: object, member: unknown, seed: number): unknown {
  const { kind, test } = member as Kinded;
  const filled: { seed?: number } = takes(family, kind, "seed") ? { seed, ...defined(member as object) } : { ...(member as object) };
  if (typeof test !== "object" || test === null) return filled;
  if ("fraction" in test) return { ...filled, test: { seed: filled.seed ?? seed, ...defined(test) } };
  return "kind" in test ? { ...filled, test: seeded(family, test, seed) } : filled;
}

/** Whether the members of this kind have that option. */
function takes(family: object, kind: string, option: string): boolean {
  const members = Object.values(family as Record<string, { kind: string; schema: { shape: object } }>);
  return option in members.find((candidate) => candidate.kind === kind)!.schema.shape;
}

const defined = (object: object): object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** Brings specs that stand in `init` and in measures (`to`) into canonical form. */
function withReferences(spec: RunSpec): RunSpec {
  const init = spec.init as { kind: string; id?: unknown };
  return {
    ...spec,
    init: init.kind === "run" ? ({ ...init, id: canonicalReference(init.id, "init.id") } as RunSpec["init"]) : spec.init,
    measures: spec.measures.map((measure, i) =>
      "to" in measure ? ({ ...measure, to: canonicalReference(measure.to, `measures.${i}.to`) } as typeof measure) : measure,
    ),
  };
}

/** A reference to a run: its id, or its spec. */
function canonicalReference(to: unknown, path: string): unknown {
  if (typeof to !== "string") return within(path, () => canonicalRun({ version: 1, ...asObject(to, "run spec") }));
  if (/^[0-9a-f]{64}$/.test(to)) return to;
  throw new SpecError(path, `must be the id of a run (64 hexadecimal digits) or a run spec, not ${JSON.stringify(to)}`);
}
