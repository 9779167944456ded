import { gunzipSync, unzipSync, type UnzipFileInfo } from "fflate";
import type { DataError } from "../../../spec/errors.ts";
import { mostUnpackedBytes, tooLarge } from "./limits.ts";

/** Remainders of the CRC-32 polynomial 0xEDB88320 (reflected) for every byte. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 of ISO 3309, as zip stores it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = remainders[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Deflate packs at most 1032 to 1 (its longest copy, 258 bytes, takes at least two bits). */
const mostPacking = 1032;

/**
 * Unpacks a gzip file of one or several members (RFC 1952); zeros may follow, as on tapes. Throws Error where it is cut or a checksum
 * is wrong, DataError where it holds more than 1 GiB; never makes room for a length that it has not seen. By Node's zlib where there is one.
 */
export function gunzip(packed: Uint8Array, file: string): Uint8Array {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib === undefined) return portableGunzip(packed, file);
  let content: { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
  try {
    // With `info` the stream comes with its content; the types of Node do not know it.
    content = zlib.gunzipSync(packed, { maxOutputLength: mostUnpackedBytes, info: true }) as never;
  } catch (error) {
    throw (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? tooLarge(file) : error;
  }
  const rest = packed.subarray(content.engine.bytesWritten);
  if (rest.some((byte) => byte !== 0)) throw new Error("more follows after its end");
  return new Uint8Array(content.buffer.buffer, content.buffer.byteOffset, content.buffer.length);
}

/** The same in a page, where only files of one member are unpacked. */
export function portableGunzip(packed: Uint8Array, file: string): Uint8Array {
  if (packed.length < 18) throw new Error("too short");
  const end = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 8);
  const length = end.getUint32(4, true);
  if (length > mostPacking * packed.length) throw new Error("wrong length");
  if (length > mostUnpackedBytes) throw tooLarge(file);
  const content = gunzipSync(packed);
  if (content.length !== length || crc32(content) !== end.getUint32(0, true))
    throw new Error("wrong checksum, or several members, which a page does not unpack");
  return content;
}

/** An entry of a zip archive, unpacked when it is asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Null, or why the entry cannot be read though the archive is sound. */
  readonly unsupported: string | null;
  /** Throws Error where the content does not have the CRC-32 of the directory, DataError where it is more than 1 GiB. */
  content(): Uint8Array;
}

/** Methods of packing by their numbers (PKWARE APPNOTE 4.4.5). */
const methods: Readonly<Record<number, string>> = { 9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd" };

/** The entries of a zip archive (PKWARE APPNOTE 4.3, zip64 too). Throws Error where its directory cannot be read. */
export function unzip(archive: Uint8Array, file: string): ZipEntry[] {
  const infos: UnzipFileInfo[] = [];
  unzipSync(archive, { filter: (info) => infos.push(info) < 0 });
  const directory = readDirectory(archive);
  if (directory.length !== infos.length) throw new Error("wrong directory");
  return infos.map((info, i) => ({
    name: info.name,
    unsupported: directory[i].encrypted
      ? "is encrypted"
      : info.compression === 0 || info.compression === 8
        ? null
        : `is packed with ${methods[info.compression] ?? `method ${info.compression}`}`,
    content: () => entryOf(archive, i, info, directory[i].crc, file),
  }));
}

function entryOf(archive: Uint8Array, index: number, { originalSize, size, name }: UnzipFileInfo, crc: number, file: string): Uint8Array {
  if (originalSize > mostPacking * size + mostPacking) throw new Error(`wrong length of ${name}`);
  if (originalSize > mostUnpackedBytes) throw tooLarge(file) satisfies DataError;
  let at = 0;
  const content = Object.values(unzipSync(archive, { filter: () => at++ === index }))[0];
  if (content.length !== originalSize || crc32(content) !== crc) throw new Error(`wrong checksum of ${name}`);
  return content;
}

/** What the directory says that fflate does not tell: the checksum, and whether the entry is encrypted. */
function readDirectory(archive: Uint8Array): { crc: number; encrypted: boolean }[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;
  let [count, at] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  // Zip64: its own end record stands before, found through a locator; the high words are zero below 4 GiB.
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const wide = view.getUint32(end - 12, true);
    [count, at] = [view.getUint32(wide + 32, true), view.getUint32(wide + 48, true)];
  }
  const entries = [];
  for (let left = count; left > 0; left--) {
    entries.push({ crc: view.getUint32(at + 16, true), encrypted: (view.getUint16(at + 8, true) & 1) === 1 });
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}
