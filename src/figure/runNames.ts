import { printable } from "../spec/printable.ts";
import { formatNumber } from "./text.ts";

/** An entry of a spec that tells a run from others. */
interface Word {
  /** Keys and places that lead to it. */
  readonly path: readonly string[];
  /** Undefined where this run has no such entry and others do. */
  readonly value: unknown;
  /** Whether it is the kind of an object: what it is called says where it stands. */
  readonly isKind: boolean;
}

/** What each of several runs has that tells it from the others. */
type Words = readonly (readonly Word[])[];

/**
 * What runs are called by how they differ: the entries of their specs that are not the same in all of them, by the last names of their paths with their values ("momentum 0.9, stepSize 0.1"); of
 * objects of different kinds the kind, and of the entries that some kinds have alone those that differ among them. Numbers have as many digits as tell them apart, three at least. What is measured
 * counts only where nothing else differs. Equal runs, and one alone, are called "".
 */
export function runNames(specs: readonly unknown[]): string[] {
  const without = (spec: unknown): unknown => {
    const { version: _, measures: __, ...rest } = spec as Record<string, unknown>;
    return rest;
  };
  const plain = differences(specs.map(without), []);
  const words = plain.some((own) => own.length > 0) ? plain : differences(specs, []);
  const names = shortPaths(words.flat().map(({ path }) => path));
  const digits = digitsNeeded(words);
  return words.map((own) => own.map((word) => inWords(word, names, digits)).join(", "));
}

/** What entries that may be left out are where they are. */
const leftOut: Readonly<Record<string, unknown>> = { momentum: 0, nesterov: false };

/** `given` are the values of one entry, undefined where it is absent. */
function differences(given: readonly unknown[], path: readonly string[]): Words {
  const values = given.map((value) => value ?? leftOut[path.at(-1)!] ?? value);
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0 || new Set(values.map(textOf)).size === 1) return values.map(() => []);
  if (present.every(isObject)) return ofObjects(values as readonly (Fields | undefined)[], path);
  if (present.every(Array.isArray) && goesByPlaces(present as unknown[][]))
    return joined(
      values,
      (present[0] as unknown[]).map((_, i) => ({
        path: [...path, String(i)],
        valueOf: (list) => (list as unknown[] | undefined)?.[i],
        of: () => true,
      })),
    );
  return values.map((value) => [{ path, value, isKind: false }]);
}

type Fields = Readonly<Record<string, unknown>>;

/** An entry below: what its value is, and which of the values above can have it. */
interface Below {
  readonly path: readonly string[];
  valueOf(value: unknown): unknown;
  of(index: number): boolean;
}

function ofObjects(values: readonly (Fields | undefined)[], path: readonly string[]): Words {
  const present = values.filter((value) => value !== undefined);
  const keys = [...new Set(present.flatMap((fields) => Object.keys(fields)))];
  const kinds = new Set(present.map(({ kind }) => kind));
  const absent = present.length < values.length;
  // Without a kind they are told whole where others have none.
  if (absent && kinds.has(undefined)) return values.map((value) => [{ path, value, isKind: false }]);
  const own: Words = values.map((value) => {
    if (value === undefined) return [{ path, value, isKind: false }];
    const { kind } = value;
    if (kinds.size > 1)
      return [
        kind === undefined ? { path, value, isKind: false } : { path: absent ? path : [...path, "kind"], value: kind, isKind: !absent },
      ];
    return absent ? [{ path, value: kind, isKind: false }] : [];
  });
  // Objects without a kind that share no entry (until: a number of steps, or a time) are told apart by which they have.
  const shares = keys.some((key) => present.every((fields) => key in fields));
  if (kinds.size === 1 && kinds.has(undefined) && !shares)
    return values.map((value, i) => [
      ...own[i],
      ...Object.entries(value ?? {}).map(([key, entry]) => ({ path: [...path, key], value: entry, isKind: false })),
    ]);
  const holds = (key: string): ReadonlySet<unknown> => new Set(present.filter((fields) => key in fields).map(({ kind }) => kind));
  const below = keys
    .filter((key) => key !== "kind")
    .map((key): Below => {
      const holders = holds(key);
      return {
        path: [...path, key],
        valueOf: (value) => (value as Fields)[key],
        of: (i) => values[i] !== undefined && holders.has(values[i]["kind"]),
      };
    });
  const rest = joined(values, below);
  return values.map((_, i) => [...own[i], ...rest[i]]);
}

/** The differences of entries below, one entry after another. */
function joined(values: readonly unknown[], below: readonly Below[]): Words {
  const all: Word[][] = values.map(() => []);
  for (const { path, valueOf, of } of below) {
    const places = values.flatMap((_, i) => (of(i) ? [i] : []));
    const found = differences(
      places.map((i) => valueOf(values[i])),
      path,
    );
    places.forEach((i, k) => all[i].push(...found[k]));
  }
  return all;
}

/** Lists longer than this are told apart by the places where they differ. */
const mostListed = 4;

function goesByPlaces(lists: readonly (readonly unknown[])[]): boolean {
  const { length } = lists[0];
  if (lists.some((list) => list.length !== length)) return false;
  if (lists.every((list) => list.every(isObject))) return true;
  const differing = lists[0].filter((value, i) => lists.some((list) => textOf(list[i]) !== textOf(value))).length;
  return length > mostListed && differing < mostListed;
}

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
/** The JSON of a value, its keys sorted: for any text, also one that canonical JSON refuses. */
const textOf = (value: unknown): string =>
  value === undefined ? "" : JSON.stringify(value, (_, entry: unknown) => (isObject(entry) ? sorted(entry) : entry));
const sorted = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const isPlace = (key: string): boolean => /^\d+$/.test(key);

/** What the paths are called: their last names, and as many before them as tell them apart; never a place alone. */
function shortPaths(paths: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const distinct = [...new Map(paths.map((path) => [path.join("\0"), path])).values()];
  const ending = (path: readonly string[], length: number): string => path.slice(-length).join(".");
  return new Map(
    distinct.map((path) => {
      let length = 1;
      while (
        length < path.length &&
        (isPlace(path.at(-length)!) || distinct.some((other) => other !== path && ending(other, length) === ending(path, length)))
      )
        length++;
      return [path.join("\0"), ending(path, length)];
    }),
  );
}

const leastDigits = 3;
const mostDigits = 17;

/** For each path the digits at which its different values look different. */
function digitsNeeded(words: Words): ReadonlyMap<string, number> {
  const values = new Map<string, Map<string, unknown>>();
  for (const { path, value } of words.flat()) {
    const key = path.join("\0");
    values.set(key, (values.get(key) ?? new Map<string, unknown>()).set(textOf(value), value));
  }
  return new Map(
    [...values].map(([key, all]) => {
      const distinct = (digits: number): number => new Set([...all.values()].map((value) => shown(value, digits))).size;
      let digits = leastDigits;
      while (digits < mostDigits && distinct(digits) < all.size) digits++;
      return [key, distinct(digits) < all.size ? leastDigits : digits];
    }),
  );
}

function inWords({ path, value, isKind }: Word, names: ReadonlyMap<string, string>, digits: ReadonlyMap<string, number>): string {
  const key = path.join("\0");
  const name = printable(names.get(key)!);
  if (value === undefined || value === null) return `no ${name}`;
  const text = shown(value, digits.get(key)!);
  return isKind ? text : `${name} ${text}`;
}

/** Words longer than this are cut. */
const longest = 40;

function shown(value: unknown, digits: number): string {
  if (typeof value === "number") return formatNumber(value, digits);
  if (typeof value === "string") return cut(printable(value), digits);
  if (Array.isArray(value)) {
    const parts = value.slice(0, mostListed).map((part) => shown(part, digits));
    return value.length === 1 ? parts[0] : `[${parts.join(", ")}${value.length > mostListed ? `, … ${value.length}` : ""}]`;
  }
  if (!isObject(value)) return String(value);
  const { kind, ...rest } = value;
  const entries = Object.entries(rest).map(([key, entry]) => `${printable(key)} ${shown(entry, digits)}`);
  return cut(typeof kind === "string" ? printable(kind) : `{${entries.join(", ")}}`, digits);
}

/** Words that are alike for long are cut later. */
const cut = (text: string, digits: number): string => {
  const length = longest + 40 * (digits - leastDigits);
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
};
