import type * as z from "zod";
import { describe, keysOf, nearest, show, suggestion } from "./describe.ts";
import { SpecError } from "./errors.ts";
import { plainData } from "./plain.ts";
import { few, quoted } from "./sentence.ts";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * Checks a value against a schema and returns it with defaults filled in; what was given is copied, and not changed.
 * Throws `SpecError` with the path of the most telling fault (`within` is put before it), in one sentence.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, within = ""): z.output<Schema> {
  const { data, size } = plainData(value, within);
  return parsePlain(schema, data, size, within);
}

/** The same for a value that `plainData` has copied, of so many values. */
export function parsePlain<Schema extends z.ZodType>(schema: Schema, data: unknown, size: number, within = ""): z.output<Schema> {
  const parsed = check(schema, data, size > manyValues);
  if (parsed.success) return parsed.data;
  // The faults of a large value would fill the memory: only the first is looked for, and those of its beginning tell more.
  const shorter = size > manyValues ? check(schema, beginning(data), false) : parsed;
  const { path, message } = telling((shorter.error ?? parsed.error).issues);
  throw new SpecError([...(within === "" ? [] : [within]), ...path].join("."), message);
}

/** So many faults may be listed. */
const manyValues = 10_000;
/** Lists are cut here where the most telling fault of a large value is looked for. */
const beginningLength = 100;

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, abortEarly: boolean): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value, { error: sentence, reportInput: true, abortEarly } as z.core.ParseContext<z.core.$ZodIssue>);
}

function beginning(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, beginningLength).map(beginning);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, beginning(entry)]));
}

/** Runs a check of another layer and puts `within` before the path of its SpecError. */
export function within<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw placed(path, error);
  }
}

/** The same error with `path` before its own path, where it is a SpecError; a beginning of `path` that the error names already is not said twice. */
export function placed(path: string, error: unknown): unknown {
  if (!(error instanceof SpecError) || error.path === path || error.path.startsWith(`${path}.`)) return error;
  const isBeginning = error.path === "" || path.startsWith(`${error.path}.`);
  return new SpecError(isBeginning ? path : `${path}.${error.path}`, error.complaint);
}

/** The message of one issue, in words of this project; null leaves zod's (or the schema's own) words. */
function sentence(issue: RawIssue): string | null {
  const schema = (issue as { schema?: z.core.$ZodType }).schema ?? (issue.inst as z.core.$ZodType);
  if (issue.code === "unrecognized_keys") return unknownKey(issue.keys[0], keysOf(schema));
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) return unknownKind(issue);
  if (issue.code === "invalid_value") return wrongValue(issue.input, issue.values.map(String), schema);
  if (issue.code === "too_small" && issue.origin === "array")
    return `must have at least ${issue.minimum} ${entries(issue.minimum)}, not ${(issue.input as unknown[]).length}`;
  if (issue.code === "too_big" && issue.origin === "array")
    return `must have at most ${issue.maximum} ${entries(issue.maximum)}, not ${(issue.input as unknown[]).length}`;
  if (issue.code === "invalid_key") return `the key of this name ${issue.issues[0]?.message ?? "is none that may stand here"}`;
  if (issue.code === "too_small" && issue.origin === "string") return "must not be empty";
  if (["invalid_type", "too_small", "too_big", "not_multiple_of", "invalid_union", "invalid_format"].includes(issue.code))
    return mustBe(schema, issue.input);
  return null;
}

const entries = (count: number | bigint): string => (Number(count) === 1 ? "entry" : "entries");

const unknownKey = (key: string, known: readonly string[]): string => `unknown key ${quoted(key)}${suggestion(key, known)}`;

function unknownKind(issue: RawIssue): string {
  const { discriminator = "kind", input, options } = issue as { discriminator?: string; input?: unknown; options?: readonly unknown[] };
  const known = (options ?? []).map(String);
  const given = (input as Record<string, unknown>)[discriminator];
  if (given === undefined) return `missing; must be one of ${few(known)}`;
  return typeof given === "string"
    ? `unknown ${discriminator} ${quoted(given)}${suggestion(given, known)}`
    : `must be one of ${few(known)}, not ${show(given)}`;
}

function wrongValue(input: unknown, values: readonly string[], schema: z.core.$ZodType): string {
  const near = typeof input === "string" && values.length > 1 ? nearest(input, values) : null;
  return near === null ? mustBe(schema, input) : `unknown name ${quoted(input as string)}; did you mean "${near}"?`;
}

const mustBe = (schema: z.core.$ZodType, input: unknown): string =>
  input === undefined ? `missing; must be ${describe(schema)}` : `must be ${describe(schema)}, not ${show(input)}`;

/** Of several faults the one that explains the others: a misspelt key explains a missing one; of a union, the branch that was meant. */
function telling(issues: readonly Issue[]): { path: PropertyKey[]; message: string } {
  const issue = issues.find((candidate) => candidate.code === "unrecognized_keys") ?? issues[0];
  if (issue.code === "unrecognized_keys") return { path: [...issue.path, issue.keys[0]], message: issue.message };
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const meant = issue.errors.toSorted((a, b) => closeness(b) - closeness(a))[0];
  if (closeness(meant) === 0) return issue;
  const inner = telling(meant);
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

/** 0: not even the type fits; 1: the kind does not fit; 2: fits but for details. */
function closeness(issues: readonly Issue[]): number {
  const root = issues.find((issue) => issue.path.length === 0);
  if (root?.code === "invalid_type") return 0;
  if (root?.code === "invalid_value") return typeof root.input === typeof root.values[0] ? 1 : 0;
  if (issues.some((issue) => issue.path.length === 1 && issue.path[0] === "kind")) return 1;
  return issues.every(
    (issue) => issue.code === "invalid_union" && issue.path.length === 0 && issue.errors.every((branch) => closeness(branch) === 0),
  )
    ? 0
    : 2;
}
