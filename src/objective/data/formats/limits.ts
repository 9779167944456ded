import { DataError } from "../../../spec/errors.ts";

/** The most that is read of a file: what one buffer of Node's holds. */
export const mostFileBytes = 2 ** 31 - 1;
/** The most that a packed file may unpack to. Packed data of this size are rare; files that unpack to more are slips or traps. */
export const mostUnpackedBytes = 2 ** 30;
/** The most numbers of a file: 2 GiB in float64, half of what the kernel's memory can address. */
export const mostNumbers = 2 ** 28;

/** What is said of content that is too large once unpacked. */
export function tooLarge(file: string): DataError {
  return new DataError(file, "unpacks to more than 1 GiB, which is the most that is unpacked; write a file of the part that is needed");
}

/** Room for the numbers of a file. Throws DataError where they are more than are read. */
export function roomFor(count: number, file: string): Float64Array {
  if (count > mostNumbers)
    throw new DataError(file, `holds ${count} numbers, and at most 268435456 (2 GiB) are read; write a file of the part that is needed`);
  return new Float64Array(count);
}

/** Pieces of a content, one after another. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
