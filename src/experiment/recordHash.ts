import { canonicalText, sha256Hex } from "../spec/canonical.ts";
import type { RunRecord } from "./types.ts";

/** A record that has no hash yet. */
export type Unsealed = Omit<RunRecord, "hash">;

/**
 * SHA-256, in hexadecimal, over the canonical JSON (RFC 8785) of a record without `hash`, `cost.seconds` and `cost.secondsHash`: two runs
 * of one spec have the same, on whatever machine.
 */
export function contentHash(record: Unsealed): string {
  const { hash: _, cost, ...rest } = record as RunRecord;
  const { seconds: __, secondsHash: ___, ...counts } = cost;
  return sha256Hex(objectText({ ...rest, cost: counts }, textOfEntry));
}

/** The record with its hash. */
export function sealed(record: Unsealed): RunRecord {
  return { ...record, hash: contentHash(record) };
}

/** What covers `cost.seconds` in the file of a record: the first 16 digits of SHA-256 over the hash, a blank, and the seconds as in JSON. */
export const secondsHash = (hash: string, seconds: number): string => sha256Hex(`${hash} ${JSON.stringify(seconds)}`).slice(0, 16);

/** A record as it is written to files: JSON, one line, its seconds covered as well. */
export function recordText(record: RunRecord): string {
  const { hash, cost } = record;
  const covered = hash === undefined ? cost : { ...cost, secondsHash: secondsHash(hash, cost.seconds) };
  return `${JSON.stringify({ ...record, cost: covered })}\n`;
}

/** A record that was read from a file, without what only files carry. */
export function unwrapped(record: RunRecord): RunRecord {
  const { secondsHash: _, ...cost } = record.cost;
  return { ...record, cost };
}

/** Whether a record is what it was when its hash was made; null where it has none, as those from before hashes. */
export function isWhole(record: RunRecord): boolean | null {
  const { hash, cost } = record;
  if (hash === undefined) return cost.secondsHash === undefined ? null : false;
  if (cost.secondsHash !== undefined && cost.secondsHash !== secondsHash(hash, cost.seconds)) return false;
  return contentHash(record) === hash;
}

/** Lists of numbers and words are the bulk of a record, and JSON.stringify writes them as RFC 8785 does, in half the time. */
function textOfEntry(name: string, value: unknown): string {
  if (name === "path") return objectText(value as object, (_, column) => JSON.stringify(column));
  if (name === "final")
    return objectText(value as object, (key, entry) => (key === "parameters" ? JSON.stringify(entry) : smallText(entry)));
  return smallText(value);
}

function objectText(object: object, textOf: (name: string, value: unknown) => string): string {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  // The order of RFC 8785 is that of UTF-16 code units, which is also that of `<`.
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${textOf(name, value)}`).join(",")}}`;
}

/** What JSON makes of it, in canonical form: numbers that are not finite are null. */
const smallText = (value: unknown): string => canonicalText(JSON.parse(JSON.stringify(value)));
