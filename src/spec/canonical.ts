import canonicalize from "canonicalize";
import { sha256 } from "./sha256.ts";

/** Texts of long lists that several values share, so that each is written once. Whoever makes one sees to it that the lists do not change. */
export type KnownTexts = WeakMap<object, string>;

/** Shorter lists are written faster than looked up. */
const longList = 100;

/**
 * The canonical JSON text of a value (RFC 8785): keys sorted, numbers in shortest round-trip form, no spaces. Undefined entries are left out.
 * With `known`, the text of a long list is looked up and kept there.
 */
export function canonicalText(value: unknown, known?: KnownTexts): string {
  if (known === undefined || typeof value !== "object" || value === null) return canonicalize(value)!;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return `{${entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${JSON.stringify(key)}:${canonicalText(entry, known)}`)
      .join(",")}}`;
  }
  if (value.length < longList) return canonicalize(value)!;
  const text = known.get(value) ?? canonicalize(value)!;
  known.set(value, text);
  return text;
}

const encoder = new TextEncoder();

/** Hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function sha256Hex(content: string | Uint8Array): string {
  const digest = sha256(typeof content === "string" ? encoder.encode(content) : content);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
