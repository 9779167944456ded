import { gunzipSync, unzipSync } from "fflate";

/** Remainders of the CRC-32 polynomial 0xEDB88320 (reflected) for every byte. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 of ISO 3309, as zip and gzip store it (RFC 1952, section 8). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = remainders[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Deflate packs at most 1032 to 1 (its longest copy, 258 bytes, takes at least two bits). */
const mostPacking = 1032;

/** Unpacks a gzip file (RFC 1952). Throws where it is cut or its checksum is wrong; never makes room for a length that cannot be true. */
export function gunzip(packed: Uint8Array): Uint8Array {
  if (packed.length < 18) throw new Error("too short");
  const end = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 8);
  const length = end.getUint32(4, true);
  if (length > mostPacking * packed.length) throw new Error("wrong length");
  const content = gunzipSync(packed);
  if (content.length !== length || crc32(content) !== end.getUint32(0, true)) throw new Error("wrong checksum");
  return content;
}

/** Unpacks a zip archive. Throws where it is cut or an entry does not have the CRC-32 of the archive's directory (PKWARE APPNOTE 4.3.12, 4.3.16). */
export function unzip(archive: Uint8Array): Record<string, Uint8Array> {
  const entries = unzipSync(archive);
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength));
    const content = entries[name];
    if (content !== undefined && crc32(content) !== view.getUint32(at + 16, true)) throw new Error(`wrong checksum of ${name}`);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}
