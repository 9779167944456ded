import { zipSync } from "fflate";

/** A NumPy type and how one number of it is written. */
export type NpyType = "<f8" | ">f8" | "<f4" | "<i4" | ">i2" | "|u1" | "<i8";

const put: Record<string, (view: DataView, at: number, value: number, little: boolean) => void> = {
  f8: (view, at, value, little) => view.setFloat64(at, value, little),
  f4: (view, at, value, little) => view.setFloat32(at, value, little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  i4: (view, at, value, little) => view.setInt32(at, value, little),
  i2: (view, at, value, little) => view.setInt16(at, value, little),
  u1: (view, at, value) => view.setUint8(at, value),
};

/** The bytes of a .npy file of version 1 or 2; `values` are in the order in which they are stored. */
export function npy(type: NpyType, shape: readonly number[], values: readonly number[], fortran = false, version: 1 | 2 = 1): Uint8Array {
  const dictionary = `{'descr': '${type}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${shape.map((n) => `${n},`).join(" ")}), }`;
  const fixed = version === 1 ? 10 : 12;
  const header = `${dictionary.padEnd(Math.ceil((fixed + dictionary.length + 1) / 64) * 64 - fixed - 1)}\n`;
  const width = Number(type[2]);
  const bytes = new Uint8Array(fixed + header.length + width * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), fixed);
  values.forEach((value, i) => put[type.slice(1)](view, fixed + header.length + i * width, value, type[0] !== ">"));
  return bytes;
}

/** The bytes of an .npz archive, stored or compressed. */
export function npz(arrays: Record<string, Uint8Array>, level: 0 | 6 = 0): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), { level });
}

/** The bytes of an IDX file of unsigned bytes (0x08) or float64 (0x0e). */
export function idx(type: 0x08 | 0x0e, shape: readonly number[], values: readonly number[]): Uint8Array {
  const width = type === 0x08 ? 1 : 8;
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + width * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((n, k) => view.setUint32(4 + 4 * k, n));
  values.forEach((value, i) => (type === 0x08 ? view.setUint8(start + i, value) : view.setFloat64(start + 8 * i, value)));
  return bytes;
}
