import { SpecError } from "./errors.ts";

/** Most bytes that one part of a request may take, as an objective at work (the kernel's addresses end there). */
export const mostBytes = 2 ** 31;

/** Bytes in words: "3.2 GB", "512 MB". */
export function bytesInWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const scaled = bytes / 1024 ** power;
  return scaled >= 1000 && power === 4 ? `${scaled.toExponential(1)} TB` : `${Number(scaled.toPrecision(3))} ${units[power]}`;
}

/** Throws SpecError, before anything is made, where what a request describes would take more memory than there is room for. */
export function checkRoom(path: string, numbers: number, advice: string, most: number = mostBytes): void {
  const bytes = 8 * numbers;
  if (bytes <= most) return;
  throw new SpecError(path, `needs ${bytesInWords(bytes)} of memory, and there is room for ${bytesInWords(most)}: ${advice}`);
}
