import type * as z from "zod";
import { editDistance } from "./editDistance.ts";
import { abbreviated, few, quoted } from "./sentence.ts";

/** What the internals of a zod schema tell about itself; only what is read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly getter?: () => z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly format?: string;
}

export const definition = (schema: z.core.$ZodType): Definition => schema._zod.def;

/** The keys that an object schema knows. */
export const keysOf = (schema: z.core.$ZodType): string[] => Object.keys(definition(schema).shape ?? {});

/** Says in words what a schema allows: "a positive number", "one of \"tanh\", \"relu\"", "a list or an object with kind \"batches\"". */
export function describe(schema: z.core.$ZodType): string {
  const def = definition(schema);
  if (def.type === "number") return describeNumber(def);
  if (def.type === "string") return "a string";
  if (def.type === "boolean") return "true or false";
  if (def.type === "array" || def.type === "tuple") return "a list";
  if (def.type === "enum") return oneOf(Object.values(def.entries!));
  if (def.type === "literal") return oneOf(def.values!);
  if (def.type === "null") return "null";
  if (def.type === "object") return describeObject(def);
  if (def.type === "union") return describeUnion(def);
  if (def.type === "lazy") return describe(def.getter!());
  if (def.type === "pipe") return describe(definition(def.in!).type === "transform" ? def.out! : def.in!);
  if (def.innerType !== undefined) return describe(def.innerType);
  return def.type === "record" ? "an object" : "a valid value";
}

function describeNumber({ format, checks = [] }: Definition): string {
  const all = checks.map((check) => check._zod.def);
  const noun = format === "safeint" || all.some((check) => check.format === "safeint") ? "whole number" : "number";
  const low = tightest(all, "greater_than");
  const high = tightest(all, "less_than");
  if (high === undefined && low !== undefined && low.value === 0 && low.inclusive === false) return `a positive ${noun}`;
  const bounds = [bound(low, "≥", ">"), bound(high, "≤", "<")].filter((words) => words !== null).join(" and ");
  if (bounds !== "") return `a ${noun} ${bounds}`;
  return noun === "number" ? "a finite number" : `a ${noun}`;
}

function tightest(checks: readonly Check[], direction: "greater_than" | "less_than"): Check | undefined {
  const sign = direction === "greater_than" ? -1 : 1;
  const bounds = checks.filter((check) => check.check === direction && Math.abs(check.value!) < Number.MAX_SAFE_INTEGER);
  return bounds.toSorted((a, b) => sign * (a.value! - b.value!))[0];
}

const bound = (check: Check | undefined, inclusive: string, exclusive: string): string | null =>
  check === undefined ? null : `${check.inclusive === true ? inclusive : exclusive} ${check.value}`;

function describeObject({ shape }: Definition): string {
  const kind = shape?.["kind"];
  return kind === undefined ? `an object {${few(Object.keys(shape ?? {}))}}` : `an object with kind ${describe(kind)}`;
}

function describeUnion({ discriminator, options }: Definition): string {
  if (discriminator === undefined) return [...new Set(options!.map(describe))].join(" or ");
  return `an object with a ${discriminator}`;
}

const oneOf = (values: readonly unknown[]): string => {
  const words = values.map((value) => JSON.stringify(value));
  return words.length === 1 ? words[0] : `one of ${few(words)}`;
};

/** Shows a wrong value in a sentence: short values as they stand, long ones by what they are. */
export function show(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "boolean" || value === null || value === undefined ? String(value) : `a ${typeof value}`;
}

/** Names longer than this are no slip of a known one. */
const longestName = 200;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, "");

/**
 * The nearest of `known` to a misspelt `name`: a third of its letters may be wrong (and two of four, case and hyphens aside), or the end be
 * missing; null when none is near, as to a single letter none is.
 */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > longestName) return null;
  const own = plain(name);
  let best: string | null = null;
  let most = name.length < 4 ? Math.min(1, name.length - 1) : Math.max(2, Math.floor(name.length / 3));
  for (const candidate of known) {
    const other = plain(candidate);
    const isBeginning = name.length > 2 && other.startsWith(own);
    const errors = isBeginning ? Math.min(1, other.length - own.length) : editDistance(own, other, most);
    if (errors > most) continue;
    best = candidate;
    most = errors - 1;
    if (errors === 0) break;
  }
  return best;
}

/** What follows "unknown name "x"": `; did you mean "y"?` where a known name is near, else a few of those that are known. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== null) return `; did you mean "${abbreviated(near, longestName / 2)}"?`;
  return known.length === 0 ? "" : ` (known: ${few(known)})`;
}
