import { advances } from "./advances.ts";

const widthOf = new Map<string, number>();
for (const [width, characters] of advances) for (const character of characters) widthOf.set(character, width / 2048);

/** Width of a text in DejaVu Sans at a font size, without kerning (which figures switch off). Subscripts `_{…}` count at their size. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const part of parseText(text))
    for (const character of part.text) width += (widthOf.get(character) ?? 0.64) * (part.subscript ? subscriptScale : 1);
  return width * fontSize;
}

export const subscriptScale = 0.72;
/** How far a subscript stands below the line, in em of the full size. */
export const subscriptDrop = 0.18;

/** Cuts "λ_{max} at time" into plain and subscript parts. */
export function parseText(text: string): { text: string; subscript: boolean }[] {
  const parts: { text: string; subscript: boolean }[] = [];
  for (const [, plain, sub] of text.matchAll(/((?:(?!_\{[^}]*\}).)+)|_\{([^}]*)\}/gsu)) {
    if (plain !== undefined) parts.push({ text: plain, subscript: false });
    else parts.push({ text: sub, subscript: true });
  }
  return parts;
}

const superscripts: Record<string, string> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** 10ⁿ. */
export function powerOfTen(n: number): string {
  return n === 0 ? "1" : n === 1 ? "10" : `10${[...String(n)].map((c) => superscripts[c]).join("")}`;
}

/** A number as an axis prints it: a true minus, no trailing zeros, powers of ten outside 10⁻⁴ … 10⁵. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 1e-3 && size < 1e5) return sign + String(Number(size.toPrecision(digits)));
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const factor = String(Number(mantissa));
  return `${sign}${factor === "1" ? "" : `${factor}·`}${powerOfTen(Number(exponent))}`;
}
