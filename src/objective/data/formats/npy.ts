import { DataError } from "../../../spec/errors.ts";
import { roomFor } from "./limits.ts";
import { type Literal, readLiteral } from "./npyHeader.ts";
import { damaged, type NumericArray, roundedSaid } from "./sheet.ts";

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** How one number of each type is read, by kind and bytes. */
const types: Readonly<Record<string, Read>> = {
  f8: (view, at, little) => view.getFloat64(at, little),
  f4: (view, at, little) => view.getFloat32(at, little),
  f2: (view, at, little) => float16(view.getUint16(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => view.getUint8(at),
};

/** Other names of the types, which numpy.lib.format reads too. */
const aliases: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "f8 float64 d",
    "f4 float32 f",
    "f2 float16 e",
    "i8 int64 q",
    "u8 uint64 Q",
    "i4 int32 i",
    "u4 uint32 I",
    "i2 int16 h",
    "u2 uint16 H",
    "i1 int8 b",
    "u1 uint8 B",
    "b1 bool ?",
  ].flatMap((line) => {
    const [type, ...names] = line.split(" ");
    return names.map((name) => [name, type]);
  }),
);

/** What a type that holds no numbers of ours is, and what to do about it, by its kind. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^(f12|f16|g|longdouble|float128|float96)$/, 'extended precision (longdouble); save it with .astype("float64")'],
  [/^(c\d+|complex\d*|F|D|G)$/, "complex numbers; save their real and imaginary parts as arrays of their own"],
  [/^(O\d*|object)$/, 'Python objects, which only Python can read; save numbers, with .astype("float64")'],
  [/^M/, 'dates (datetime64); save numbers, such as .astype("int64")'],
  [/^m/, 'durations (timedelta64); save numbers, such as .astype("int64")'],
  [/^V/, "raw bytes or records; save each field as an array of its own"],
];

/** Beyond this a whole number may have no float64 of its own. */
const exactWhole = 2 ** 53;

/**
 * Reads NumPy's .npy format, versions 1 to 3 (numpy.lib.format), also as Python 2 wrote it: floats, whole numbers and truth values
 * of either byte order, C or Fortran order, any rank, and words (dtypes U and S). Throws DataError with the dtype where it is another.
 */
export function readNpy(bytes: Uint8Array, file: string): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = readHeader(view, bytes, file);
  const { descr, fortran, shape } = header;
  const order = /^[<>=|]/.test(descr) ? descr[0] : "=";
  const name = descr.replace(/^[<>=|]/, "");
  const type = aliases[name] ?? name;
  const text = /^([US]|a)(\d+)$/.exec(type);
  const read = types[type];
  if (text === null && read === undefined) {
    const what = others.find(([kind]) => kind.test(type))?.[1] ?? 'which is not read; save them with .astype("float64")';
    throw new DataError(file, `holds numbers of NumPy type ${JSON.stringify(shortened(descr))}, ${what}`);
  }
  const size = text === null ? Number(type[1]) : Number(text[2]) * (text[1] === "U" ? 4 : 1);
  const count = shape.reduce((product, n) => product * n, 1);
  const there = bytes.length - start;
  if (there < count * size)
    throw new DataError(
      file,
      `is truncated: an array of shape (${shape.join(", ")}) needs ${count * size} bytes and ${there} are there; copy or download it again`,
    );
  if (there > count * size)
    throw new DataError(
      file,
      `goes on for ${there - count * size} bytes after its array, as after a second numpy.save to one file; save one array a file`,
    );
  const values = roomFor(count, file);
  const little = order !== ">";
  const place = fortran ? rowMajorPlaces(shape) : null;
  if (text !== null) {
    const words: string[] = Array.from({ length: count });
    const wide = text[1] === "U";
    for (let i = 0; i < count; i++) words[place === null ? i : place(i)] = wordAt(view, start + i * size, size, wide, little);
    return { shape, values: values.fill(Number.NaN), words, notes: [] };
  }
  let rounded = 0;
  for (let i = 0; i < count; i++) {
    const value = read(view, start + i * size, little);
    values[place === null ? i : place(i)] = value;
    if (size === 8 && type !== "f8" && Math.abs(value) > exactWhole) rounded++;
  }
  return { shape, values, notes: roundedSaid(rounded) };
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  // Both factors are powers of two or whole numbers below 2048: the products are exact.
  if (exponent === 0) return (sign * fraction) / 16777216;
  return exponent >= 25 ? sign * (1024 + fraction) * (1 << (exponent - 25)) : (sign * (1024 + fraction)) / (1 << (25 - exponent));
}

/** A word of UTF-32 or of bytes (Latin-1), without the zeros at its end. */
function wordAt(view: DataView, start: number, size: number, wide: boolean, little: boolean): string {
  let word = "";
  for (let at = start; at < start + size; at += wide ? 4 : 1) {
    const code = wide ? view.getUint32(at, little) : view.getUint8(at);
    word += code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
  }
  return word.replace(/\0+$/, "");
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

function readHeader(view: DataView, bytes: Uint8Array, file: string): { header: Header; start: number } {
  const version = bytes[6];
  if (bytes.length > 6 && (version < 1 || version > 3))
    throw new DataError(file, `is of version ${version} of NumPy's format, and versions 1 to 3 are read; save it with numpy.save`);
  const fieldEnd = version >= 2 ? 12 : 10;
  const length = bytes.length < fieldEnd ? Infinity : version >= 2 ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = fieldEnd + length;
  if (start > bytes.length) throw new DataError(file, "is truncated inside its NumPy header; copy or download it again");
  let entries: Literal;
  try {
    entries = readLiteral(new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(fieldEnd, start)));
  } catch (error) {
    throw damaged(file, "a NumPy array", error);
  }
  return { header: headerOf(entries, file), start };
}

function headerOf(entries: Literal, file: string): Header {
  const [descr, fortran, shape] = entries instanceof Map ? ["descr", "fortran_order", "shape"].map((key) => entries.get(key)) : [];
  if (Array.isArray(descr)) {
    const fields = descr.map((field) => (Array.isArray(field) ? String(field[0]) : "?"));
    throw new DataError(
      file,
      `is a structured array (fields ${shortened(fields.join(", "))}), which is not read; save each field as an array of its own`,
    );
  }
  if (
    typeof descr !== "string" ||
    typeof fortran !== "boolean" ||
    !Array.isArray(shape) ||
    !shape.every((n) => Number.isSafeInteger(n) && n >= 0)
  )
    throw new DataError(file, "has a NumPy header without dtype, order and shape of a plain array; save it with numpy.save or numpy.savez");
  return { descr, fortran, shape: shape as number[] };
}

/** Where the number after `i` others in Fortran order (first index fastest) stands in C order (last index fastest). */
function rowMajorPlaces(shape: readonly number[]): (i: number) => number {
  return (i) => {
    let place = 0;
    let rest = i;
    // Indices come out first to last; each weighs as much as the product of the lengths after it.
    let weight = shape.reduce((product, n) => product * n, 1);
    for (const n of shape) {
      weight /= n;
      place += (rest % n) * weight;
      rest = Math.floor(rest / n);
    }
    return place;
  };
}
