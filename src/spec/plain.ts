import { SpecError } from "./errors.ts";
import { quoted } from "./sentence.ts";

/** More values make a text that no engine holds as one string; numbers so many belong into a file. */
const mostValues = 20_000_000;
/** More keys in one object are a slip. */
const mostKeys = 20_000;
/** The longest text, which is a formula. */
const longestText = 1_000_000;
/** Lists and objects within one another: more are a mistake, and would exhaust the stack. */
export const deepest = 500;

/** Keys through which JavaScript reaches the prototypes of objects: no spec has an entry of such a name. */
export const isReserved = (key: string): boolean => key === "__proto__" || key === "constructor" || key === "prototype";

/**
 * A copy of what a spec may hold: numbers, texts, true, false, null, lists and objects of such. Whatever a program passed is read once, so that nothing changes
 * under the checks that follow. Throws SpecError, with the path below `place`, at anything else: what is no data (functions, dates,
 * maps, typed arrays, big integers), what holds itself, is too large, or cannot be read.
 */
export function plainData(value: unknown, place = ""): { readonly data: unknown; readonly size: number } {
  const keys: (string | number)[] = [];
  let size = 0;
  const fail = (complaint: string): never => {
    throw new SpecError([...(place === "" ? [] : [place]), ...keys].join("."), complaint);
  };
  const visit = (value: unknown): unknown => {
    if (++size > mostValues) fail(`is one of more than ${mostValues} values, the most that a spec holds: put the data into a file`);
    if (typeof value === "string") return checkedText(value, fail);
    if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null) return value;
    if (typeof value !== "object")
      return fail(`must be data, not a ${typeof value}: a number, a text, true, false, null, a list or an object`);
    if (keys.length > deepest) fail(`lies deeper than ${deepest} lists and objects in one another, or in itself: make it flatter`);
    return Array.isArray(value) ? list(value) : object(value);
  };
  const list = (values: readonly unknown[]): unknown[] => {
    if (values.length > mostValues) fail(`has ${values.length} entries, and a spec at most ${mostValues}: put the data into a file`);
    const copy: unknown[] = [];
    for (let i = 0; i < values.length; i++) {
      keys.push(i);
      copy.push(visit(values[i]));
      keys.pop();
    }
    return copy;
  };
  const object = (value: object): object => {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== "Object") fail(`must be data, not a ${kind}: a number, a text, true, false, null, a list or an object`);
    const own = Object.keys(value);
    if (own.length > mostKeys) fail(`has ${own.length} keys, and an object of a spec at most ${mostKeys}`);
    const copy: Record<string, unknown> = {};
    for (const key of own) {
      keys.push(key);
      if (isReserved(key)) fail(`unknown key ${quoted(key)}: no entry of a spec has this name`);
      copy[key] = visit((value as Record<string, unknown>)[key]);
      keys.pop();
    }
    return copy;
  };
  try {
    return { data: visit(value), size };
  } catch (error) {
    if (error instanceof SpecError) throw error;
    return fail("cannot be read: reading it throws");
  }
}

function checkedText(text: string, fail: (complaint: string) => never): string {
  if (text.length > longestText) fail(`is a text of ${text.length} characters, and a spec has none of more than ${longestText}`);
  return !/\p{Surrogate}/u.test(text) ? text : fail(`${quoted(text)} holds half of a character: it is no text of Unicode`);
}

/** What `read` finds in a value that a program passed. Throws SpecError where reading it throws, as getters and proxies may. */
export function reading<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError(place, "cannot be read: reading it throws");
  }
}
