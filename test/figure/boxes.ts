import { textWidth } from "../../src/figure/index.ts";

export interface Box {
  readonly text: string;
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** Where the texts of a figure are, in points. */
export function textBoxes(svg: Element): Box[] {
  return [...svg.querySelectorAll("text")].filter(({ textContent }) => textContent.trim() !== "").map(boxOf);
}

/** Texts that reach beyond the picture. */
export function outsideOf(svg: Element): Box[] {
  const [, , right, bottom] = svg.getAttribute("viewBox")!.split(" ").map(Number);
  return textBoxes(svg).filter(({ x1, x2, y1, y2 }) => x1 < -0.5 || x2 > right + 0.5 || y1 < -0.5 || y2 > bottom + 0.5);
}

/** Pairs of texts that cover one another by more than half a point each way. */
export function overlapping(svg: Element): [string, string][] {
  const boxes = textBoxes(svg);
  const cover = (low: number, high: number, from: number, to: number): boolean => Math.min(high, to) - Math.max(low, from) > 0.5;
  return boxes.flatMap((one, i) =>
    boxes
      .slice(i + 1)
      .flatMap((other): [string, string][] =>
        cover(one.x1, one.x2, other.x1, other.x2) && cover(one.y1, one.y2, other.y1, other.y2) ? [[one.text, other.text]] : [],
      ),
  );
}

/** The box of a text, from the advance widths of the font and the transformations above it. */
function boxOf(node: Element): Box {
  const text = node.textContent;
  const size = Number(inherited(node, "font-size"));
  const anchor = inherited(node, "text-anchor");
  const parts = [...node.querySelectorAll("tspan")];
  const width =
    parts.length === 0
      ? textWidth(text, size)
      : parts.reduce((sum, part) => sum + textWidth(part.textContent, Number(part.getAttribute("font-size") ?? size)), 0);
  let [x, y] = [Number(node.getAttribute("x") ?? 0), Number(node.getAttribute("y") ?? 0)];
  let upright = true;
  for (let above: Element | null = node; above !== null; above = above.parentElement) {
    const transform = above.getAttribute("transform") ?? "";
    if (transform.includes("rotate")) upright = false;
    const [, dx, dy] = /translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(transform) ?? [];
    x += Number(dx ?? 0);
    y += Number(dy ?? 0);
  }
  const start = anchor === "end" ? -width : anchor === "middle" ? -width / 2 : 0;
  const [ascent, descent] = [0.76 * size, 0.24 * size];
  return upright
    ? { text, x1: x + start, x2: x + start + width, y1: y - ascent, y2: y + descent }
    : { text, x1: x - ascent, x2: x + descent, y1: y - start - width, y2: y - start };
}

function inherited(node: Element, name: string): string | null {
  for (let above: Element | null = node; above !== null; above = above.parentElement)
    if (above.getAttribute(name) !== null) return above.getAttribute(name);
  return null;
}
