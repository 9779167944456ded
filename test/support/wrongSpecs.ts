import fc from "fast-check";
import type * as z from "zod";
import { definition } from "../../src/spec/describe.ts";
import { DataError, SpecError } from "../../src/spec/errors.ts";

/** The smallest value that a schema lets pass: options that may be left out are left out. */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const def = definition(schema) as ReturnType<typeof definition> & { element?: z.core.$ZodType; items?: readonly z.core.$ZodType[] };
  const parsed = (value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;
  switch (def.type) {
    case "number":
      return [1, 0.5, 2, 0].find(parsed);
    case "string":
      return ["a", "w", "x"].find(parsed);
    case "boolean":
      return true;
    case "null":
      return null;
    case "literal":
      return def.values![0];
    case "enum":
      return Object.values(def.entries!)[0];
    case "union":
      return exampleOf(def.options![0]);
    case "lazy":
      return exampleOf(def.getter!());
    case "pipe":
      return exampleOf(def.in!);
    case "array":
      return [1, 2, 3].map((n) => Array.from({ length: n }, () => exampleOf(def.element!))).find(parsed);
    case "tuple":
      return def.items!.map(exampleOf);
    case "record":
      return { a: 1 };
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape!)
          .filter(([, entry]) => !(entry as z.ZodType).safeParse(undefined).success)
          .map(([key, entry]) => [key, exampleOf(entry)]),
      );
    default:
      return def.innerType === undefined ? "a" : exampleOf(def.innerType);
  }
}

/** What may stand in a JSON file where something else belongs. */
export const wrongValues: readonly unknown[] = [
  null,
  true,
  "",
  "tanhh",
  "x".repeat(5000),
  "long ".repeat(200),
  "\u0000\n\u001b[31m\u202e",
  "𐀀é\u2028",
  0,
  -1,
  0.5,
  -1.5,
  1e300,
  1e12,
  -0,
  [],
  ["x"],
  [[]],
  [1, "2", null],
  Array.from({ length: 300 }, () => "y"),
  {},
  { kind: "nonsense" },
  { kind: 7 },
  { ["k".repeat(5000)]: 1 },
  { "a\nb\u0007": 1 },
  nested(40),
];

/** What only a program can pass. */
export function liveValues(): readonly unknown[] {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  return [
    cyclic,
    10n ** 1000n,
    Symbol("s"),
    new Date(0),
    new Map([["kind", "gd"]]),
    new Set([1]),
    new Float64Array(3),
    () => 1,
    Number.NaN,
    Infinity,
    undefined,
    Promise.resolve(1),
    /x/,
    new Error("x"),
    Object.defineProperty({}, "kind", { enumerable: true, get: () => fail() }),
    new Proxy({}, { ownKeys: () => fail() }),
    revoked.proxy,
    nested(5000),
    "\ud800",
    "z".repeat(2_000_000),
    Array.from({ length: 3 }),
  ];
}

function fail(): never {
  throw new TypeError("no");
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { kind: value };
  return value;
}

type Key = string | number;

/** Where something stands in a value: every entry of its lists and objects, to their leaves. */
function placesOf(value: unknown, path: readonly Key[] = []): (readonly Key[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys: Key[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => placesOf((value as Record<Key, unknown>)[key], [...path, key]))];
}

/** What is done to a spec at one place, chosen by `at`. */
export interface Mutation {
  readonly at: number;
  readonly how: "replace" | "delete" | "misspell" | "add" | "wrap" | "duplicate" | "text";
  /** Makes what is put there: a function, because the test library may not look at all that a program can pass. */
  readonly value: () => unknown;
}

/** Changes that put one of the values, or something of the library's, at some places. With `sizes`, numbers among them may ask for more work than a machine can do. */
export const mutations = (values: readonly unknown[], sizes = true): fc.Arbitrary<readonly Mutation[]> =>
  fc.array(
    fc.record({
      at: fc.nat(10_000),
      how: fc.constantFrom<Mutation["how"]>("replace", "replace", "delete", "misspell", "add", "wrap", "duplicate", "text"),
      value: fc.oneof(
        fc.nat(values.length - 1).map((i) => () => values[i]),
        (sizes
          ? fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.integer(), fc.jsonValue({ maxDepth: 3 }))
          : fc.oneof(fc.string({ unit: "binary" }), fc.double({ min: -2, max: 2 }), fc.integer({ min: -2, max: 40 }))
        ).map((value) => () => value),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  );

/** A spec after some mutations; the given one stays as it is. */
export function mutated(spec: unknown, changes: readonly Mutation[]): unknown {
  let result: unknown = structuredClone(spec);
  for (const change of changes) {
    try {
      result = mutatedOnce(result, change);
    } catch (error) {
      // What cannot be walked through or changed stands there already.
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    }
  }
  return result;
}

function mutatedOnce(spec: unknown, { at, how, value: make }: Mutation): unknown {
  const value = make();
  const places = placesOf(spec).filter((path) => path.length > 0);
  if (places.length === 0) return value;
  const path = places[at % places.length];
  const holder = path
    .slice(0, -1)
    .reduce<Record<Key, unknown>>((inner, key) => inner[key] as Record<Key, unknown>, spec as Record<Key, unknown>);
  const key = path[path.length - 1];
  const old = holder[key];
  if (how === "replace") holder[key] = value;
  else if (how === "wrap") holder[key] = at % 2 === 0 ? [old] : { kind: old };
  else if (how === "text") holder[key] = typeof old === "string" ? misspelt(old, at) : String(old);
  else if (how === "duplicate" && Array.isArray(holder)) holder.push(old);
  else if (how === "delete" && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (how === "delete") delete holder[key];
  else if (how === "add" && !Array.isArray(holder)) holder[typeof value === "string" ? value : "extra"] = value;
  else if (how === "misspell" && typeof key === "string" && !Array.isArray(holder)) {
    delete holder[key];
    holder[misspelt(key, at)] = old;
  } else holder[key] = value;
  return spec;
}

/** A letter left out, doubled, exchanged with its neighbour, in another case, or the end left out. */
export function misspelt(word: string, at: number): string {
  const i = at % Math.max(1, word.length);
  return [
    word.slice(0, i) + word.slice(i + 1),
    word.slice(0, i) + word.slice(i, i + 1) + word.slice(i),
    word.slice(0, i) + word.slice(i + 1, i + 2) + word.slice(i, i + 1) + word.slice(i + 2),
    word.toUpperCase(),
    word.slice(0, Math.ceil(word.length / 2)),
  ][Math.floor(at / 7) % 5];
}

/** What is wrong with how something was refused, in words; null where nothing is: one sentence of at most 300 characters in one line, which begins with its place, without what a terminal would obey. */
export function faultOfRefusal(error: unknown): string | null {
  if (!(error instanceof SpecError) && !(error instanceof DataError)) return `is no SpecError or DataError: ${String(error).slice(0, 200)}`;
  const { message } = error;
  if (message.length > 300) return `has ${message.length} characters: ${message}`;
  if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(message)) return `has control characters: ${JSON.stringify(message)}`;
  if (message.endsWith("…")) return `is cut at its end: ${message}`;
  const place = error instanceof SpecError ? error.path : error.file;
  const start = /^[\w.-]*/.exec(place)![0].slice(0, 20);
  if (!message.startsWith(start)) return `does not begin with its place ${start}: ${message}`;
  if (message.length - place.length < 8 && place.length < 100) return `says nothing: ${message}`;
  return null;
}
