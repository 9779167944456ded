import { chunkDigits, ofChunks } from "./decimal.ts";

/** What a field of a text holds. A missing cell is empty, NaN, NA, null and their kin; a word is neither that nor a number. */
export type Kind = "number" | "missing" | "infinite" | "word";

/** A field, read. */
export interface Cell {
  kind: Kind;
  /** The number, correctly rounded; NaN for every other kind. */
  value: number;
  /** The decimal mark of a number. "either" is a comma that may also stand before thousands, as in 1,234. */
  mark: "." | "," | "either" | "";
  /** Whether a number is written with a mark or an exponent, and whether its decimals end in a zero that a short form would leave out. */
  fraction: boolean;
  trailingZero: boolean;
}

const missing = new Set(["nan", "+nan", "-nan", "na", "n/a", "<na>", "#n/a", "null", "none", "nil", "?", "-", "nat"]);
const infinite = new Set(["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]);
/** No word of the two sets is longer. */
const longestKnown = 9;

/** Numbers with exponents of this size are read from their text. */
const mostExponent = 10_000;

const [point, comma, plus, minus, zero, nine, capitalE, smallE] = [...".,+-09Ee"].map((sign) => sign.charCodeAt(0));

/** So many bytes are made text at once where numbers need it: a slice of a string costs less than a string of its own. */
const window = 1 << 16;

/** Reads fields of a text by the places of their bytes; `decimal` is the decimal mark, or null for either. */
export interface CellReader {
  /** What stands from `start` to `end`. The cell is filled anew by the next call. */
  read(start: number, end: number, decimal: "." | "," | null): Cell;
  /** Fills `cell` with the number that begins at `start`, as long as it goes, and gives the place after it, or −1 where none begins there. */
  begin(start: number, decimal: "." | "," | null): number;
  readonly cell: Readonly<Cell>;
}

/**
 * A reader of the fields of `bytes`. Numbers are written [+-] digits [mark digits] [e [+-] digits] with a digit on one side of the
 * mark at least; time is linear in their length.
 */
export function cellReader(bytes: Uint8Array): CellReader {
  const cell: Cell = { kind: "missing", value: Number.NaN, mark: "", fraction: false, trailingZero: false };
  const decoder = new TextDecoder("latin1");
  let [from, to, text] = [0, 0, ""];
  const textOf = (start: number, end: number): string => {
    if (start < from || end > to) {
      [from, to] = [start, Math.min(bytes.length, Math.max(end, start + window))];
      text = decoder.decode(bytes.subarray(from, to));
    }
    return text.slice(start - from, end - from);
  };
  return {
    cell,
    begin: (start, decimal) => readNumber(bytes, start, bytes.length, decimal, cell, textOf),
    read: (start, end, decimal) => {
      if (start < end && readNumber(bytes, start, end, decimal, cell, textOf) === end) return cell;
      cell.value = Number.NaN;
      cell.mark = "";
      cell.fraction = false;
      cell.trailingZero = false;
      const known = end - start <= longestKnown ? ascii(bytes, start, end).toLowerCase() : "";
      cell.kind = start === end || missing.has(known) ? "missing" : infinite.has(known) ? "infinite" : "word";
      return cell;
    },
  };
}

/** Fills the cell with the number that begins at `start` and gives the place after it, or −1 where there is none. */
function readNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimal: "." | "," | null,
  cell: Cell,
  textOf: (start: number, end: number) => string,
): number {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative || bytes[at] === plus) at++;
  const first = at;
  while (at < end && bytes[at] === zero) at++;
  // The significant digits, nine at a time; leading zeros after a mark are passed over like those before it.
  let chunk = 0;
  let a = 0;
  let b = 0;
  let full = 0;
  let from = at;
  let mark = 0;
  let markAt = -1;
  for (;;) {
    const stop = from + chunkDigits < end ? from + chunkDigits : end;
    let digit = 0;
    while (at < stop && (digit = bytes[at] - zero) >= 0 && digit <= 9) {
      chunk = (chunk * 10 + digit) | 0;
      at++;
    }
    if (at === end) break;
    const sign = bytes[at];
    if (sign >= zero && sign <= nine) {
      if (full === 0) a = chunk;
      else if (full === 1) b = chunk;
      full++;
      chunk = 0;
      from = at;
    } else if (mark === 0 && ((sign === point && decimal !== ",") || (sign === comma && decimal !== "."))) {
      mark = sign;
      markAt = at;
      at++;
      if (at > from + 1 || full > 0) from++;
      else {
        while (at < end && bytes[at] === zero) at++;
        from = at;
      }
    } else break;
  }
  const digits = at - first - (mark === 0 ? 0 : 1);
  if (digits === 0) return -1;
  const before = (mark === 0 ? at : markAt) - first;
  const decimals = digits - before;
  const left = at - from;
  const lastDigit = bytes[at - 1];
  let exponent = 0;
  const scientific = at < end && (bytes[at] === smallE || bytes[at] === capitalE);
  if (scientific) {
    at++;
    const down = at < end && bytes[at] === minus;
    if (down || (at < end && bytes[at] === plus)) at++;
    const begin = at;
    for (; at < end && bytes[at] >= zero && bytes[at] <= nine; at++)
      if (exponent < mostExponent) exponent = exponent * 10 + (bytes[at] - zero);
    if (at === begin) return -1;
    if (down) exponent = -exponent;
  }
  cell.fraction = mark !== 0 || scientific;
  cell.trailingZero = decimals > 0 && lastDigit === zero;
  if (mark === 0) cell.mark = "";
  else if (mark === point) cell.mark = ".";
  else {
    const thousands = before > 0 && before <= 3 && decimals === 3 && bytes[first] !== zero && !scientific && decimal === null;
    cell.mark = thousands ? "either" : ",";
  }
  const short = exponent < mostExponent && exponent > -mostExponent;
  const value = short ? ofChunks(full, a, b, chunk, left, exponent - decimals) : Number.NaN;
  if (Number.isNaN(value)) {
    const text = textOf(start, at);
    cell.value = Number(mark === comma ? text.replace(",", ".") : text);
  } else cell.value = negative ? -value : value;
  cell.kind = Number.isFinite(cell.value) ? "number" : "infinite";
  return at;
}

/** Bytes below 128 (or of Latin-1) as text. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 1000) {
    const parts: string[] = [];
    for (let at = start; at < end; at += 1000) parts.push(ascii(bytes, at, Math.min(end, at + 1000)));
    return parts.join("");
  }
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return text;
}
