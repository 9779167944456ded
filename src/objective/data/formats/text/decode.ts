import { DataError } from "../../../../spec/errors.ts";
import { ascii } from "./cell.ts";
import { lineEnd, nextLine } from "./scan.ts";

/** A text as bytes in which separators, digits and quotes are those of ASCII, and how a word in it is read. */
export interface Encoded {
  readonly bytes: Uint8Array;
  word(start: number, end: number): string;
}

const utf8 = new TextDecoder("utf-8");
/** So many bytes are looked at in one piece: no string of the whole file is ever made. */
const piece = 1 << 22;

/**
 * The bytes of a text without their byte order mark, UTF-16 turned to UTF-8. Without a mark the text is UTF-8 unless
 * `encoding` says Latin-1, which is read with the signs that Windows puts where ISO 8859-1 has none (€, „, –: windows-1252, as the Encoding
 * Standard has it). Throws DataError with the line of the first byte that is not UTF-8, and where Latin-1 is said of a text marked as UTF-8.
 */
export function encoded(raw: Uint8Array, file: string, encoding: "utf-8" | "latin-1" | undefined): Encoded {
  const wide = raw[0] === 0xff && raw[1] === 0xfe ? "utf-16le" : raw[0] === 0xfe && raw[1] === 0xff ? "utf-16be" : null;
  if (wide !== null) return wordsBy(new TextEncoder().encode(wholeText(raw, file, wide)), utf8);
  const marked = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
  if (encoding === "latin-1") {
    if (marked) throw new DataError(file, 'begins with the mark of UTF-8, so it is not Latin-1; leave "encoding" out', 1);
    return wordsBy(raw, windows);
  }
  const bytes = marked ? raw.subarray(3) : raw;
  if (!isUtf8(bytes))
    throw new DataError(
      file,
      'is not text in UTF-8; if it is Latin-1 (Western European, as older programs write), say encoding: "latin-1", otherwise save it in UTF-8',
      firstWrongLine(bytes),
    );
  return wordsBy(bytes, utf8);
}

/** The signs that Windows has at 0x80 … 0x9f, where ISO 8859-1 has control characters. */
const windowsSigns = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
/** windows-1252. Some versions of Node.js have a TextDecoder that takes it for ISO 8859-1. */
const windows = {
  decode: (bytes: Uint8Array): string =>
    ascii(bytes, 0, bytes.length).replaceAll(/[\x80-\x9f]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80]),
};

function wordsBy(bytes: Uint8Array, decoder: { decode(bytes: Uint8Array): string }): Encoded {
  const word = (start: number, end: number): string => {
    for (let at = start; at < end; at++) if (bytes[at] > 127) return decoder.decode(bytes.subarray(start, end));
    return ascii(bytes, start, end);
  };
  return { bytes, word };
}

function wholeText(raw: Uint8Array, file: string, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(raw);
  } catch {
    throw new DataError(file, "begins as UTF-16 text but is not well-formed, or too long for it; save it in UTF-8");
  }
}

/** Whether bytes are well-formed UTF-8. Pieces end between characters: decoders take whole ones faster than a stream. */
export function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let at = 0; at < bytes.length;) {
      const end = characterEnd(bytes, Math.min(at + piece, bytes.length));
      decoder.decode(bytes.subarray(at, end));
      at = end;
    }
    return true;
  } catch {
    return false;
  }
}

/** The place, at most three bytes before `at`, where a character begins; `at` itself where none does or the text ends. */
function characterEnd(bytes: Uint8Array, at: number): number {
  for (let k = 0; k < 4 && at < bytes.length && k < at; k++) if ((bytes[at - k] & 0xc0) !== 0x80) return at - k;
  return at;
}

function firstWrongLine(bytes: Uint8Array): number {
  let line = 1;
  for (let at = 0; at < bytes.length; line++) {
    const end = lineEnd(bytes, at);
    if (!isUtf8(bytes.subarray(at, end))) break;
    at = nextLine(bytes, end);
  }
  return line;
}
