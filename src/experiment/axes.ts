import { suggestion } from "../spec/describe.ts";
import { canonicalText } from "../spec/canonical.ts";
import { SpecError } from "../spec/errors.ts";
import { isReserved } from "../spec/plain.ts";
import { abbreviated, quoted } from "../spec/sentence.ts";

/** The values of each axis of a grid, by the dotted path of the entry that they are put into. */
export type Axes = ReadonlyMap<string, readonly unknown[]>;

/** A run spec under change. Objects and lists that it shares with others are copied before they are changed. */
type Holder = Record<string, unknown>;

/** Throws SpecError where an axis has no name that an entry could have, names a value twice, or varies what another axis varies too. */
export function checkAxes(axes: Axes): void {
  for (const [path, values] of axes) {
    const keys = path.split(".");
    const nothing = keys.find((key) => key === "" || isReserved(key));
    if (nothing !== undefined) throw new SpecError(`grid.${path}`, `there is no ${quoted(nothing)} in the base, nor in any spec`);
    const seen = new Set<string>();
    for (const value of values) {
      const text = textOf(value);
      if (seen.has(text)) throw new SpecError(`grid.${path}`, `names ${abbreviated(text, 60)} twice: name each value once`);
      seen.add(text);
    }
    for (let n = 1; n < keys.length; n++) checkInner(path, keys, n, axes);
  }
}

/** An axis may vary an entry of what another puts there as a whole, unless the values of that one differ in this entry already. */
function checkInner(path: string, keys: readonly string[], n: number, axes: Axes): void {
  const outer = keys.slice(0, n).join(".");
  const wholes = axes.get(outer);
  if (wholes === undefined) return;
  const entries = wholes.map((whole) => entryAt(whole, keys.slice(n))).filter((entry) => entry !== undefined);
  if (new Set(entries.map(textOf)).size > 1)
    throw new SpecError(
      `grid.${path}`,
      `varies what the values of ${quoted(outer)} vary too, and would overwrite them: leave it out of one of the two`,
    );
}

function entryAt(value: unknown, keys: readonly string[]): unknown {
  let entry = value;
  for (const key of keys) {
    if (typeof entry !== "object" || entry === null || !Object.hasOwn(entry, key)) return undefined;
    entry = (entry as Holder)[key];
  }
  return entry;
}

/** The canonical text of a value; of one that has none (it holds a number that is not finite, which the run spec's check refuses), what JSON makes of it. */
export function textOf(value: unknown): string {
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  try {
    return canonicalText(value);
  } catch {
    return JSON.stringify(value);
  }
}

/** The base with the values of a cell put at their paths, those of shorter paths first. What is not on a path is shared with the base, not copied. Throws SpecError where a path leads nowhere. */
export function laidOver(base: Readonly<Holder>, values: Readonly<Record<string, unknown>>): Holder {
  const draft: Holder = { ...base };
  const own = new Set<unknown>([draft]);
  const paths = Object.keys(values).map((path) => ({ path, keys: path.split(".") }));
  for (const { path, keys } of paths.toSorted((a, b) => a.keys.length - b.keys.length)) {
    let holder = draft;
    for (const [n, key] of keys.slice(0, -1).entries()) {
      const next = Object.hasOwn(holder, key) ? holder[key] : undefined;
      if (typeof next !== "object" || next === null) throw leadsNowhere(path, keys, n, holder, next);
      const copy = own.has(next) ? next : Array.isArray(next) ? [...(next as unknown[])] : { ...next };
      own.add(copy);
      holder[key] = copy;
      holder = copy as Holder;
    }
    const last = keys[keys.length - 1];
    if (Array.isArray(holder)) checkIndex(path, last, holder.length);
    holder[last] = values[path];
  }
  return draft;
}

function leadsNowhere(path: string, keys: readonly string[], n: number, holder: Holder, found: unknown): SpecError {
  const key = keys[n];
  const entry = quoted(keys[n + 1]);
  if (typeof found === "string")
    return new SpecError(
      `grid.${path}`,
      `${quoted(keys.slice(0, n + 1).join("."))} is ${quoted(found)} in the base and holds no ${entry}: write it as an object there`,
    );
  if (Array.isArray(holder)) checkIndex(path, key, holder.length);
  const near = suggestion(key, Object.keys(holder));
  return new SpecError(
    `grid.${path}`,
    `there is no ${quoted(key)} in the base that could hold ${entry}${near.startsWith(";") ? near : ": write it into the base first"}`,
  );
}

function checkIndex(path: string, key: string, length: number): void {
  if (/^(?:0|[1-9]\d*)$/.test(key) && Number(key) < length) return;
  throw new SpecError(
    `grid.${path}`,
    `changes nothing: a list of ${length} has ${length === 0 ? "no entries" : `the entries 0 to ${length - 1}`}, and no ${quoted(key)}`,
  );
}
