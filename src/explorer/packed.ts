import { strFromU8, strToU8, Unzlib, zlibSync } from "fflate";
import { canonicalText } from "../spec/canonical.ts";
import { parseJson } from "../spec/json.ts";
import { plainData } from "../spec/plain.ts";
import type { OwnData } from "./state.ts";

/** The longest text in an address that is unpacked at all, and the most bytes that it may become: 200,000 numbers of all their digits have room. */
const longestText = 6_000_000;
const mostBytes = 16_000_000;
/** So many packed bytes are unpacked at a time: they become at most a thousand times as many. */
const portion = 4096;
/** As many numbers as may be dropped on the page. */
const mostNumbers = 200_000;
const longestName = 1000;
/** More runs cannot be told apart in a chart. */
const mostKept = 200;

/** A value as letters, digits, - and _. */
export const pack = (value: unknown): string =>
  btoa(strFromU8(zlibSync(strToU8(JSON.stringify(value))), true))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Reads what `pack` wrote, as specs are read: plain data, no key twice, none that reaches a prototype. Throws where a text is something else, or too much. */
export function unpack(text: string): unknown {
  if (text.length > longestText) throw new RangeError("too long");
  const packed = strToU8(atob(text.replaceAll("-", "+").replaceAll("_", "/")), true);
  const parts: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const unzlib = new Unzlib((part, last) => {
    length += part.length;
    if (length > mostBytes) throw new RangeError("too much");
    parts.push(part);
    whole ||= last;
  });
  for (let at = 0; at < packed.length; at += portion) unzlib.push(packed.subarray(at, at + portion), at + portion >= packed.length);
  if (!whole) throw new RangeError("cut short");
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return plainData(parseJson(strFromU8(bytes), "address")).data;
}

type Entries = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Entries => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value as examples that were dropped on the page; undefined where it is something else. */
export function ownData(value: unknown): OwnData | undefined {
  if (!isObject(value) || Object.keys(value).toSorted().join() !== "name,x,y") return undefined;
  const { name, x, y } = value;
  if (typeof name !== "string" || name.length > longestName || !isTable(x) || !isTable(y) || x.length !== y.length) return undefined;
  return x.length * (x[0].length + y[0].length) > mostNumbers ? undefined : { name, x, y };
}

/** Rows of as many finite numbers each, at least one. */
function isTable(value: unknown): value is readonly (readonly number[])[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const width: unknown = Array.isArray(value[0]) ? value[0].length : 0;
  return width !== 0 && value.every((row) => Array.isArray(row) && row.length === width && row.every(Number.isFinite));
}

/** The value as specs of runs; undefined where it is something else. What is wrong in their details their runs say. */
export function keptSpecs(value: unknown): readonly object[] | undefined {
  if (!Array.isArray(value) || value.length > mostKept || !value.every(isRunSpec)) return undefined;
  return value;
}

function isRunSpec(value: unknown): value is object {
  if (!isObject(value) || !["objective", "init", "dynamics", "until"].every((key) => isObject(value[key]))) return false;
  const { kind, stepSize = 0, batchSize = 0 } = value["dynamics"] as Entries;
  if (typeof kind !== "string" || kind.length > longestName || typeof stepSize !== "number" || typeof batchSize !== "number") return false;
  // Numbers beyond the finite ones have no canonical text, by which runs are told apart.
  return canonicalText(value) !== "";
}
