import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

/** The canonical JSON text of a value (RFC 8785): keys sorted, numbers in shortest round-trip form, no spaces. Undefined entries are left out. */
export function canonicalText(value: unknown): string {
  return canonicalize(value)!;
}

/** Hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function sha256Hex(content: string | Uint8Array): string {
  return bytesToHex(sha256(typeof content === "string" ? utf8ToBytes(content) : content));
}
