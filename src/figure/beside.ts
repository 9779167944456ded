import type * as Plot from "@observablehq/plot";
import { printable } from "../spec/printable.ts";
import { spread } from "./labels.ts";
import { note } from "./note.ts";
import type { Scales } from "./scales.ts";
import { fontSizes } from "./style.ts";
import { textWidth } from "./text.ts";
import { wrap } from "./wrap.ts";

/** A label that stands beside the right edge of the frame at a value of y. */
export interface EndLabel {
  readonly text: string;
  readonly y: number;
  readonly colour: string;
}

/** Labels beside the frame in lines, the widest of them, and the height of all, one above the other. */
export interface Beside {
  readonly labels: readonly { readonly lines: readonly string[]; readonly y: number; readonly colour: string }[];
  readonly width: number;
  readonly height: number;
}

const lineBeside = fontSizes.note * 1.12;

/** The labels beside a frame in lines no wider than `most`. */
export function besideLabels(given: readonly EndLabel[], most: number): Beside {
  const labels = given.map(({ text, y, colour }) => ({ lines: wrap(printable(text), fontSizes.note, most), y, colour }));
  const lines = labels.flatMap((label) => label.lines);
  return { labels, width: Math.max(...lines.map((line) => textWidth(line, fontSizes.note)), 0), height: lines.length * lineBeside };
}

/** The labels beside a frame, moved apart where they would overlap. */
export function placeEndLabels({ labels }: Beside, scales: Scales, inner: { right: number; top: number; bottom: number }): Plot.Markish[] {
  const wanted = labels.map(({ y }) => {
    const place = scales.y(y);
    return Number.isNaN(place) ? inner.bottom : Math.min(inner.bottom, Math.max(inner.top, place));
  });
  const heights = labels.map(({ lines }) => lines.length * lineBeside);
  const single = heights.every((height) => height === lineBeside);
  const places = single
    ? spread(wanted, lineBeside, inner.top + 2, inner.bottom - 1)
    : spread(wanted, heights, inner.top + Math.max(...heights) / 2 - 2, inner.bottom - Math.max(...heights) / 2 + 2);
  return labels.flatMap(({ lines, colour }, i) =>
    lines.map((line, k) =>
      note(line, inner.right + 3.5, places[i] + fontSizes.note * 0.36 + (k - (lines.length - 1) / 2) * lineBeside, {
        fill: colour,
        textAnchor: "start",
      }),
    ),
  );
}
