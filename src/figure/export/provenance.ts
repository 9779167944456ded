import { canonicalText, sha256Hex } from "../../spec/canonical.ts";
import { printable } from "../../spec/printable.ts";

/** What a figure was made from: enough to make it again. */
export interface Provenance {
  readonly figure: string;
  /** Name and version of the package that drew it. */
  readonly package: string;
  /** The sweeps or runs it shows, as specs. */
  readonly specs: unknown;
  /** SHA-256 over the canonical JSON of `specs`. */
  readonly hash: string;
  /** Identities of the runs it shows. */
  readonly runs: readonly string[];
}

export function provenance(figure: string, packageName: string, specs: unknown, runs: readonly string[]): Provenance {
  return { figure: printable(figure), package: packageName, specs, hash: sha256Hex(canonicalText(specs)), runs };
}

/** The one line of JSON that stands in SVG <metadata>, in a PNG text chunk and in a PDF's keywords. */
export function provenanceText(value: Provenance): string {
  // Inside a JSON string, the only place where they can stand, the escapes of `printable` are those of JSON: what is read back is the same.
  return printable(canonicalText(value));
}

/** Reads the provenance back out of an exported SVG, PNG or PDF; null when there is none. */
export function readProvenance(file: Uint8Array): Provenance | null {
  // Not TextDecoder("latin1"): that is windows-1252, which engines came to follow at different times.
  const text = Array.from(file.subarray(0, 5), (byte) => String.fromCharCode(byte)).join("");
  if (text.startsWith("\x89PNG")) return fromPng(file);
  if (text.startsWith("%PDF")) return fromPdf(latin1(file));
  const found = /<metadata>([^<]*)<\/metadata>/.exec(new TextDecoder().decode(file))?.[1];
  return found === undefined
    ? null
    : (JSON.parse(found.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")) as Provenance);
}

function latin1(file: Uint8Array): string {
  let text = "";
  for (const byte of file) text += String.fromCharCode(byte);
  return text;
}

function fromPng(file: Uint8Array): Provenance | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 12 <= file.length; at += 12 + view.getUint32(at)) {
    const chunk = file.subarray(at + 8, at + 8 + view.getUint32(at));
    const body = new TextDecoder().decode(chunk);
    if (new TextDecoder().decode(file.subarray(at + 4, at + 8)) === "iTXt" && body.startsWith("provenance\0"))
      return JSON.parse(body.slice("provenance".length + 5)) as Provenance;
  }
  return null;
}

/**
 * pdfkit writes a text of the Info dictionary as an object of its own, in parentheses, escaped, as Latin-1 or, where that
 * cannot hold it, as UTF-16 with a byte order mark.
 */
function fromPdf(text: string): Provenance | null {
  const object = /\/Keywords (\d+) 0 R/.exec(text)?.[1];
  if (object === undefined) return null;
  const raw = new RegExp(`\\n${object} 0 obj\\n\\(((?:[^\\\\)]|\\\\[^])*)\\)`).exec(text)?.[1];
  if (raw === undefined) return null;
  const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const plain = raw.replace(/\\([^])/g, (_, c: string) => escapes[c] ?? c);
  const bytes = Uint8Array.from(plain, (c) => c.charCodeAt(0));
  return JSON.parse(plain.startsWith("\xfe\xff") ? new TextDecoder("utf-16be").decode(bytes) : plain) as Provenance;
}
