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

/** 10⁰ … 10²², the powers of ten that float64 holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
/** Whole numbers of so many digits are exact in float64 (10¹⁵ < 2⁵³). */
const exactDigits = 15;

const [point, comma, plus, minus, zero, nine, capitalE, smallE] = [...".,+-09Ee"].map((sign) => sign.charCodeAt(0));

/** So many bytes are made text at once where numbers need it: a slice of a string costs less than a string of its own. */
const window = 1 << 16;

/** Reads fields of a text by the places of their bytes; `decimal` is the decimal mark, or null for either. */
export type CellReader = (start: number, end: number, decimal: "." | "," | null) => Cell;

/**
 * A reader of the fields of `bytes`. Numbers are written [+-] digits [mark digits] [e [+-] digits] with a digit on one side of the
 * mark at least; time is linear in their length. The cell that is returned is filled anew by the next call.
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
  return (start, end, decimal) => {
    cell.value = Number.NaN;
    cell.mark = "";
    cell.fraction = false;
    if (start === end) {
      cell.kind = "missing";
    } else if (readNumber(bytes, start, end, decimal, cell, textOf)) {
      cell.kind = Number.isFinite(cell.value) ? "number" : "infinite";
    } else {
      const known = end - start <= longestKnown ? ascii(bytes, start, end).toLowerCase() : "";
      cell.kind = missing.has(known) ? "missing" : infinite.has(known) ? "infinite" : "word";
    }
    return cell;
  };
}

/** Fills the cell and returns true where the bytes are a number. */
function readNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimal: "." | "," | null,
  cell: Cell,
  textOf: (start: number, end: number) => string,
): boolean {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative || bytes[at] === plus) at++;
  const first = at;
  // The digits as one whole number, exact as long as there are no more than 15 after the leading zeros.
  let whole = 0;
  let significant = 0;
  let digit: number;
  for (; at < end && (digit = bytes[at]) >= zero && digit <= nine; at++) {
    if (significant > 0 || digit !== zero) significant++;
    if (significant <= exactDigits) whole = whole * 10 + (digit - zero);
  }
  const before = at - first;
  let decimals = 0;
  const mark = at < end ? bytes[at] : 0;
  const marked = (mark === point && decimal !== ",") || (mark === comma && decimal !== ".");
  if (marked) {
    const from = ++at;
    for (; at < end && (digit = bytes[at]) >= zero && digit <= nine; at++) {
      if (significant > 0 || digit !== zero) significant++;
      if (significant <= exactDigits) whole = whole * 10 + (digit - zero);
    }
    decimals = at - from;
  }
  if (before + decimals === 0) return false;
  const lastDigit = bytes[at - 1];
  const exponent = at < end && (bytes[at] === smallE || bytes[at] === capitalE);
  if (exponent) {
    at++;
    if (at < end && (bytes[at] === plus || bytes[at] === minus)) at++;
    const from = at;
    while (at < end && bytes[at] >= zero && bytes[at] <= nine) at++;
    if (at === from) return false;
  }
  if (at !== end) return false;
  const thousands = before > 0 && before <= 3 && decimals === 3 && bytes[first] !== zero && !exponent && decimal === null;
  cell.mark = !marked ? "" : mark === point ? "." : thousands ? "either" : ",";
  cell.fraction = marked || exponent;
  cell.trailingZero = decimals > 0 && lastDigit === zero;
  if (significant <= exactDigits && decimals < powers.length && !exponent) {
    // One division of two exact numbers is correctly rounded (Clinger 1990, How to read floating point numbers accurately).
    const value = decimals === 0 ? whole : whole / powers[decimals];
    cell.value = negative ? -value : value;
    return true;
  }
  const text = textOf(start, end);
  cell.value = Number(marked && mark === comma ? text.replace(",", ".") : text);
  return true;
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
