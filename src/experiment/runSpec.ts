import * as z from "zod";
import { dynamicsSchema } from "../dynamics/index.ts";
import { measures } from "../measure/index.ts";
import { objectiveSchema } from "../objective/build.ts";
import { initSchema } from "../objective/init/index.ts";
import { show } from "../spec/describe.ts";
import { SpecError } from "../spec/errors.ts";
import { parse } from "../spec/parse.ts";
import { seed } from "../spec/scalars.ts";
import { type Schedule, scheduleShape } from "./schedule.ts";
import { untilSchema } from "./until.ts";

type Measures = typeof measures;
type MeasureMember = Measures[keyof Measures];
type Distribute<M> = M extends { readonly schema: infer S extends z.ZodType }
  ? { input: z.input<S> & Schedule; output: z.output<S> & Schedule }
  : never;

/** What stands in `measures` after canonicalisation: a measure's options and its schedule. */
export type MeasureSpec = Distribute<MeasureMember>["output"];
/** What may be written in `measures`: a name, or an object. */
export type MeasureInput = MeasureMember["kind"] | Distribute<MeasureMember>["input"];

const kinds = Object.values(measures).map((measure) => measure.kind);
const scheduled = Object.values(measures).map((measure) => measure.schema.extend(scheduleShape));
const measureObject = z.discriminatedUnion("kind", scheduled as unknown as readonly [z.ZodObject<{ kind: z.ZodLiteral<string> }>]);
const measureName = z.enum(kinds).transform((kind) => ({ kind }));

/** A measure by name, or as an object with its options and its schedule; names become objects. */
export const measureSchema = z.union([
  measureName.pipe(measureObject as unknown as z.ZodType<unknown, { kind: (typeof kinds)[number] }>),
  measureObject,
]) as unknown as z.ZodType<MeasureSpec, MeasureInput>;

/** A run spec as it is written (contract of run specs, version 1). */
export const runSchema = z.strictObject({
  version: z.literal(1).describe("of the form of specs"),
  objective: objectiveSchema.describe("what is minimised"),
  init: initSchema.describe("where the run starts"),
  dynamics: dynamicsSchema.describe("how the parameters move"),
  until: untilSchema.describe("the first of these that is reached ends the run"),
  measures: z
    .array(measureSchema)
    .default((): MeasureSpec[] => [{ kind: "loss" }])
    .describe("what is measured on the way; the first and the last point always are"),
  seed: seed.default(0).describe("of every stream of random numbers that has no seed of its own"),
});

/** The canonical form of a run spec: defaults and seeds filled in. */
export type RunSpec = z.output<typeof runSchema>;
/** A run spec as it may be written in a program; `version` may be left out. */
export type RunInput = Given<Omit<z.input<typeof runSchema>, "version">> & { readonly version?: 1 };
/** What is given is not changed: constants may stand in it. */
export type Given<T> = T extends readonly (infer Entry)[]
  ? readonly Given<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]: Given<T[Key]> }
    : T;

/** Throws SpecError unless the value is an object, which is what every spec is. */
export function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new SpecError("", `a ${what} is an object {…}, not ${show(value)}`);
}

/** What was read from JSON, which has to name its version; programs may leave it out. Throws SpecError where it does not. */
export function versioned<Input extends { readonly version?: 1 }>(value: unknown, what: "run spec" | "sweep spec"): Input {
  const object = asObject(value, what);
  parse(z.looseObject({ version: z.literal(1) }), object);
  return object as unknown as Input;
}
