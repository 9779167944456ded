import canonicalize from "canonicalize";
import { sha256 } from "./sha256.ts";

/** The canonical JSON text of a value (RFC 8785): keys sorted, numbers in shortest round-trip form, no spaces. Undefined entries are left out. */
export function canonicalText(value: unknown): string {
  return canonicalize(value)!;
}

/** Hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function sha256Hex(content: string | Uint8Array): string {
  const digest = sha256(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
