import { measures } from "../measure/index.ts";
import { flowShape } from "../dynamics/flow.ts";
import { dataSets } from "../objective/data/index.ts";
import { inits } from "../objective/init/index.ts";
import { type KnownTexts, canonicalText, sha256Hex } from "../spec/canonical.ts";
import { show } from "../spec/describe.ts";
import { SpecError } from "../spec/errors.ts";
import { parse, parsePlain, within } from "../spec/parse.ts";
import { reading } from "../spec/plain.ts";
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
  return completed(parse(runSchema, asObject(input, "run spec")));
}

const completed = (spec: RunSpec): RunSpec => withReferences(withSeeds(spec));

/** What many runs have in common, so that it is checked and written once: data by the object that stands for them in the specs, texts of long lists. */
export interface Common {
  readonly data: WeakMap<object, unknown>;
  readonly texts: KnownTexts | undefined;
}

/** Canonical form and identity of a run spec that is plain data of about `size` values and may share its data with others. Throws SpecError where something is wrong. */
export function identifyShared(
  input: Readonly<Record<string, unknown>>,
  size: number,
  common: Common,
): Identified & { readonly spec: RunSpec } {
  const spec = completed(parseShared(input, size, common));
  return { spec, id: identity(spec, numericVersion, common.texts), live: null };
}

function parseShared(input: Readonly<Record<string, unknown>>, size: number, { data: known }: Common): RunSpec {
  const objective = input["objective"] as { readonly data?: unknown } | undefined;
  const given = objective?.data;
  const data = typeof given === "object" && given !== null ? known.get(given) : undefined;
  if (data === undefined) {
    const spec = parsePlain(runSchema, input, size);
    if (spec.objective.data !== undefined) known.set(given as object, spec.objective.data);
    return spec;
  }
  const spec = parsePlain(runSchema, { ...input, objective: { ...objective, data: standInData } }, size);
  return { ...spec, objective: { ...spec.objective, data } as RunSpec["objective"] };
}

/** Takes the place of data that were checked while the rest of a spec is. */
const standInData = { kind: "chebyshev", degree: 1, count: 2 };

/** Canonical form and identity of what `run` takes: `version` may be left out, the objective may be live. */
export function identify(input: RunInput | LiveRunInput): Identified {
  const given: Record<string, unknown> = reading("", () => ({ version: 1, ...asObject(input, "run spec") }));
  const objective = given["objective"];
  if (!reading("objective", () => isLive(objective))) {
    const spec = canonicalRun(given);
    return { spec, id: identity(spec), live: null };
  }
  const live = objective as LiveObjective;
  const canonical = canonicalRun({ ...given, objective: standIn });
  const spec = { ...withTolerances(canonical, live), objective: liveSpec(live) };
  return { spec, id: identity(spec), live };
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
export function identity(spec: object, version: number = numericVersion, known?: KnownTexts): string {
  return sha256Hex(canonicalText({ numericVersion: version, spec }, known));
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
  throw new SpecError(path, `must be the id of a run (64 hexadecimal digits) or a run spec, not ${show(to)}`);
}
