import { DataError } from "../../../spec/errors.ts";
import type { NumericArray } from "./sheet.ts";

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

const types: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** Reads NumPy's .npy format, versions 1–3 (numpy.lib.format): floats and whole numbers of either byte order, C or Fortran order. */
export function readNpy(bytes: Uint8Array, file: string): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = readHeader(view, bytes, file);
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || shapeText === undefined)
    throw new DataError(file, "has a NumPy header without dtype, order and shape of a plain array; save it with numpy.save or numpy.savez");
  const type = types[descr.slice(1)];
  if (type === undefined || !"<>|=".includes(descr[0]))
    throw new DataError(file, `holds numbers of NumPy type ${JSON.stringify(descr)}, which is not read; save them with .astype("float64")`);
  const shape = shapeText
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const count = shape.reduce((product, n) => product * n, 1);
  if (bytes.length - start < count * type.bytes)
    throw new DataError(
      file,
      `is truncated: an array of shape (${shape.join(", ")}) needs ${count * type.bytes} bytes and ${bytes.length - start} are there; copy or download it again`,
    );
  const values = Float64Array.from({ length: count }, (_, i) => type.read(view, start + i * type.bytes, descr[0] !== ">"));
  return { shape, values: order === "True" ? toRowMajor(shape, values) : values };
}

function readHeader(view: DataView, bytes: Uint8Array, file: string): { header: string; start: number } {
  const wide = bytes.length > 6 && bytes[6] >= 2;
  const fieldEnd = wide ? 12 : 10;
  const length = bytes.length < fieldEnd ? Infinity : wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = fieldEnd + length;
  if (start > bytes.length) throw new DataError(file, "is truncated inside its NumPy header; copy or download it again");
  return { header: new TextDecoder().decode(bytes.subarray(fieldEnd, start)), start };
}

/** Fortran order (first index fastest) to C order (last index fastest). */
function toRowMajor(shape: readonly number[], values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  const at = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    let c = 0;
    for (let k = 0; k < shape.length; k++) c = c * shape[k] + at[k];
    out[c] = values[i];
    for (let k = 0; k < shape.length && ++at[k] === shape[k]; k++) at[k] = 0;
  }
  return out;
}
