import { DataError } from "../../../../spec/errors.ts";

/** How the bytes of a text divide into fields. */
export interface Layout {
  /** The byte between two fields; a blank stands for any run of blanks and tabs. */
  readonly separator: number;
  /** The bytes that begin a comment; empty where there are none. */
  readonly comment: Uint8Array;
  /** Whether a comment may also follow fields. */
  readonly infix: boolean;
  /** Where the first line that counts begins, and its number from 1. */
  readonly start: number;
  readonly line: number;
}

/** What is done with what is found. */
export interface Visitor {
  /** A field without the blanks and quotes around it. `quotes`: 0 has none, 1 stands in quotes, 2 has doubled quotes inside too. */
  field(start: number, end: number, quotes: 0 | 1 | 2): void;
  /** Where a number that begins at `start` ends, or −1: what stands there is taken by `take` where it fills its field, and given to `field` where it does not. */
  readonly begin?: (start: number, quoted: boolean) => number;
  /** The number that `begin` found last is a field. */
  readonly take?: () => void;
  /** The end of a line with fields, and the number of the line; false stops. */
  record(line: number): boolean;
  /** A line that holds nothing but a comment. */
  comment(): void;
}

const [lineFeed, carriageReturn, tab, blank, quote] = [10, 13, 9, 32, 34];
/** The bytes of which numbers are made; the comma stands in them only where the caller lets it. */
const numeric: readonly number[] = Array.from("0123456789+-.eE", (sign) => sign.charCodeAt(0));

/** The bytes from `at` on begin with those of `sign`. */
export function beginsWith(bytes: Uint8Array, at: number, sign: Uint8Array): boolean {
  if (sign.length === 0 || at + sign.length > bytes.length) return false;
  for (let k = 0; k < sign.length; k++) if (bytes[at + k] !== sign[k]) return false;
  return true;
}

/** Where the line that holds `at` ends: the place of its line break, or the end of the text. */
export function lineEnd(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++;
  return at;
}

/** The place after the line break at `at`: LF, CR or CR LF. */
export function nextLine(bytes: Uint8Array, at: number): number {
  return at + (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1);
}

/**
 * Goes through a text field by field (RFC 4180, with any separator, any line break, blanks around fields left out, empty lines
 * passed over). A quote inside a field that does not begin with one is a character like others. One pass, no text is made.
 * Throws DataError where a quote is not closed or is followed by more text.
 */
export function scan(bytes: Uint8Array, { separator, comment, infix, start, line }: Layout, visitor: Visitor, file: string): void {
  const size = bytes.length;
  const byBlanks = separator === blank;
  const otherSeparator = byBlanks ? tab : separator;
  const otherBlank = separator === tab ? blank : tab;
  const isBlank = (byte: number): boolean => byte === blank || byte === otherBlank;
  const sign = infix && comment.length > 0 ? comment[0] : -1;
  const begin = numeric.includes(separator) || numeric.includes(sign) ? undefined : visitor.begin;
  const { take } = visitor;
  /** Takes the field at `from` if it is a number, and gives the place of what ends it; −1 where it is none. */
  const number = (from: number): number => {
    const quoted = bytes[from] === quote;
    let after = begin!(quoted ? from + 1 : from, quoted);
    if (after < 0) return -1;
    if (quoted) {
      if (bytes[after] !== quote || bytes[after + 1] === quote) return -1;
      after++;
    }
    if (!byBlanks) while (after < size && isBlank(bytes[after])) after++;
    if (after < size) {
      const byte = bytes[after];
      if (byte !== separator && byte !== lineFeed && byte !== carriageReturn && byte !== otherSeparator) return -1;
    }
    take!();
    return after;
  };
  let at = start;
  while (at < size) {
    while (at < size && isBlank(bytes[at])) at++;
    if (at >= size) return;
    if (bytes[at] === lineFeed || bytes[at] === carriageReturn) {
      at = nextLine(bytes, at);
      line++;
      continue;
    }
    if (beginsWith(bytes, at, comment)) {
      visitor.comment();
      at = nextLine(bytes, lineEnd(bytes, at));
      line++;
      continue;
    }
    const own = line;
    for (;;) {
      while (at < size && isBlank(bytes[at])) at++;
      const from = at;
      const taken = begin === undefined ? -1 : number(from);
      if (taken >= 0) at = taken;
      else if (bytes[at] === quote) {
        const opened = line;
        let doubled = false;
        for (at++; ; at++) {
          if (at >= size) throw new DataError(file, "is not well-formed CSV: a quote is opened here and never closed", opened);
          const byte = bytes[at];
          if (byte === quote) {
            if (bytes[at + 1] !== quote) break;
            doubled = true;
            at++;
          } else if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) line++;
        }
        visitor.field(from + 1, at, doubled ? 2 : 1);
        at++;
        const gap = at;
        while (at < size && isBlank(bytes[at])) at++;
        const ended = at >= size || bytes[at] === lineFeed || bytes[at] === carriageReturn || (infix && beginsWith(bytes, at, comment));
        if (!ended && bytes[at] !== separator && !(byBlanks && at > gap))
          throw new DataError(
            file,
            "is not well-formed CSV: text follows a closing quote; a quote inside a quoted field is written twice",
            line,
          );
      } else {
        let byte: number;
        while (
          at < size &&
          (byte = bytes[at]) !== separator &&
          byte !== lineFeed &&
          byte !== carriageReturn &&
          byte !== otherSeparator &&
          (byte !== sign || !beginsWith(bytes, at, comment))
        )
          at++;
        let end = at;
        while (end > from && isBlank(bytes[end - 1])) end--;
        visitor.field(from, end, 0);
      }
      if (byBlanks) {
        while (at < size && isBlank(bytes[at])) at++;
        if (at < size && bytes[at] !== lineFeed && bytes[at] !== carriageReturn && !(infix && beginsWith(bytes, at, comment))) continue;
        break;
      }
      if (at >= size || bytes[at] !== separator) break;
      at++;
    }
    if (infix && beginsWith(bytes, at, comment)) at = lineEnd(bytes, at);
    at = nextLine(bytes, at);
    line++;
    if (!visitor.record(own)) return;
  }
}
