import { DataError } from "../../../spec/errors.ts";
import { roomFor } from "./limits.ts";
import type { NumericArray } from "./sheet.ts";

const types: Readonly<Record<number, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>> = {
  0x08: { bytes: 1, read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/** Reads IDX, the format of the MNIST files (LeCun, Cortes & Burges 1998): a type, a shape, big-endian numbers. Throws DataError where they do not fit. */
export function readIdx(bytes: Uint8Array, file: string): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = types[bytes[2]];
  const start = 4 + 4 * bytes[3];
  if (type === undefined)
    throw new DataError(file, `is IDX of the unknown type 0x${(bytes[2] ?? 0).toString(16)}; copy or download it again`);
  if (bytes.length < start) throw new DataError(file, "is truncated inside its IDX header; copy or download it again");
  const shape = Array.from({ length: bytes[3] }, (_, k) => view.getUint32(4 + 4 * k));
  const count = shape.reduce((product, n) => product * n, 1);
  const expected = start + count * type.bytes;
  if (bytes.length !== expected) {
    const shown = shape.length > 8 ? `${shape.slice(0, 8).join(" × ")} × …` : shape.join(" × ");
    throw new DataError(
      file,
      `${bytes.length < expected ? "is truncated" : "goes on after its end"}: IDX of shape ${shown} needs ${expected} bytes and ${bytes.length} are there; copy or download it again`,
    );
  }
  const values = roomFor(count, file);
  for (let i = 0; i < count; i++) values[i] = type.read(view, start + i * type.bytes);
  return { shape, values, notes: [] };
}
