import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Where DejaVu Sans lies (package dejavu-fonts-ttf): one file for SVG, PNG and PDF. */
export const fontPath: string = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");

let bytes: Uint8Array | null = null;

export function fontBytes(): Uint8Array {
  bytes ??= new Uint8Array(readFileSync(fontPath));
  return bytes;
}
