import { decompress } from "fzstd";
import { joined, mostUnpackedBytes, tooLarge } from "./limits.ts";

/** A frame of Zstandard data and what its headers say (RFC 8878, section 3.1). */
interface Frame {
  readonly start: number;
  readonly end: number;
  /** The most that its blocks can hold; exactly what the header says where it does. */
  readonly size: number;
  readonly exact: boolean;
  /** The low 32 bits of the XXH64 of the content, or null. */
  readonly checksum: number | null;
}

/** No block holds more. */
const mostBlock = 1 << 17;
/** The largest window that the format's own tools take without being asked. */
const mostWindow = 1 << 27;

/**
 * Unpacks a Zstandard file: frames one after another, skippable ones left out, checksums held against the content where they are
 * there. Throws Error where it is cut or damaged, DataError where it holds more than 1 GiB; no header's length is trusted.
 */
export async function unzstd(packed: Uint8Array, file: string): Promise<Uint8Array> {
  const frames = framesOf(packed);
  if (frames.reduce((sum, { size }) => sum + size, 0) > mostUnpackedBytes) throw tooLarge(file);
  const { create64 } = await (await import("xxhash-wasm")).default();
  const parts = frames.map((frame) => {
    const content = contentOf(packed, frame);
    if (frame.checksum !== null) {
      const hash = create64();
      for (let at = 0; at < content.length; at += mostWindow) hash.update(content.subarray(at, at + mostWindow));
      if (Number(hash.digest() & 0xffffffffn) !== frame.checksum) throw new Error("wrong checksum");
    }
    return content;
  });
  return joined(parts);
}

/** The same for a page of a table, whose length is known. Throws Error where it has another. */
export function unzstdPage(packed: Uint8Array, length: number): Uint8Array {
  const content = joined(framesOf(packed).map((frame) => contentOf(packed, frame)));
  if (content.length !== length) throw new Error("wrong length");
  return content;
}

function contentOf(packed: Uint8Array, { start, end, size, exact }: Frame): Uint8Array {
  const content = size === 0 ? new Uint8Array(0) : decompress(packed.subarray(start, end));
  if (exact && content.length !== size) throw new Error("wrong length");
  return content;
}

function framesOf(packed: Uint8Array): Frame[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const frames: Frame[] = [];
  for (let at = 0; at < packed.length;) {
    const magic = view.getUint32(at, true);
    if (magic >>> 4 === 0x184d2a5) {
      at += 8 + view.getUint32(at + 4, true);
      if (at > packed.length) throw new Error("too short");
      continue;
    }
    if (magic !== 0xfd2fb528) throw new Error("more follows after its end");
    const frame = frameAt(view, at);
    frames.push(frame);
    at = frame.end;
  }
  return frames;
}

function frameAt(view: DataView, start: number): Frame {
  const descriptor = view.getUint8(start + 4);
  const single = (descriptor & 0x20) !== 0;
  let at = start + 5;
  let window = Infinity;
  if (!single) {
    const byte = view.getUint8(at++);
    const base = 1024 * ((1 << (byte >> 3)) >>> 0);
    window = base + (base / 8) * (byte & 7);
  }
  const dictionary = [0, 1, 2, 4][descriptor & 3];
  for (let k = 0; k < dictionary; k++) if (view.getUint8(at + k) !== 0) throw new Error("it needs a dictionary");
  at += dictionary;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6];
  let said: number | null = null;
  if (sizeBytes === 1) said = view.getUint8(at);
  if (sizeBytes === 2) said = view.getUint16(at, true) + 256;
  if (sizeBytes === 4) said = view.getUint32(at, true);
  if (sizeBytes === 8) said = Number(view.getBigUint64(at, true));
  at += sizeBytes;
  if (!single && window > mostWindow) throw new Error("it needs a window of more than 128 MiB");
  let most = 0;
  for (let last = false; !last;) {
    const block = view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
    last = (block & 1) === 1;
    const [type, size] = [(block >> 1) & 3, block >> 3];
    if (type === 3 || size > mostBlock) throw new Error("wrong block");
    most += type === 2 ? Math.min(mostBlock, window) : size;
    at += 3 + (type === 1 ? 1 : size);
  }
  if (said !== null && said > most) throw new Error("wrong length");
  const checked = (descriptor & 4) !== 0;
  const end = at + (checked ? 4 : 0);
  if (end > view.byteLength) throw new Error("too short");
  return { start, end, size: said ?? most, exact: said !== null, checksum: checked ? view.getUint32(at, true) : null };
}
