import { clipPolygon, clipPolyline } from "lineclip";

/** Points farther than this from the corner of a figure, in points of 1/72 in, are never seen: figures are a twentieth of that. */
const reach = 1e4;
const box = [-reach, -reach, reach, reach] as const;

type Place = readonly [number, number];

/** What stands in a path's `d`: a number, also one that is none. */
const numbers = /-?(?:Infinity|\d*\.?\d+(?:e[-+]?\d+)?)|NaN/g;
/** Paths that need looking at: with five digits before the point, an exponent, or what is no number. */
const suspicious = /\d{5}|e|Infinity|NaN/;

/**
 * A path's `d` whose lines end where they leave what can be seen, in their direction, so that no writer meets coordinates that it cannot print (runs that diverge have some of 10³⁰⁰). Paths that stay
 * within reach come back as they are; of curves, arcs and relative commands the coordinates are cut one by one.
 */
export function clipPath(d: string): string {
  if (!suspicious.test(d)) return d;
  const all = d.match(numbers)?.map(Number) ?? [];
  if (all.every((value) => Math.abs(value) <= reach)) return d;
  if (/[^MLZ\d\s,.e+\-InfityNa]/.test(d)) return d.replace(numbers, (number) => String(within(Number(number))));
  return d
    .split("M")
    .slice(1)
    .flatMap((part) => clipPart(part))
    .join("");
}

function clipPart(part: string): string[] {
  const closed = part.includes("Z");
  const places = part
    .replace("Z", "")
    .split("L")
    .map((pair) => pair.split(",").map(Number) as unknown as Place)
    .filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y))
    .map(nearer);
  if (places.length === 0) return [];
  const written = (line: readonly Place[]): string => `M${line.map(([x, y]) => `${x},${y}`).join("L")}`;
  if (!closed) return clipPolyline(places, box).map(written);
  const polygon = clipPolygon(places, box);
  return polygon.length === 0 ? [] : [`${written(polygon)}Z`];
}

/** Where digits end, seen from the figure: lines to farther places would lose them all where they are cut. */
const farthest = 1e9;

/** A place in the same direction, no farther than digits reach. */
function nearer([x, y]: Place): Place {
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (size <= farthest) return [x, y];
  if (size === Infinity) return [endless(x), endless(y)];
  // What is within reach stays: it is seen.
  const scaled = (value: number): number => (Math.abs(value) <= reach ? value : (value / size) * farthest);
  return [scaled(x), scaled(y)];
}

const endless = (value: number): number =>
  Number.isFinite(value) ? Math.max(-farthest, Math.min(farthest, value)) : Math.sign(value) * farthest;

/** A coordinate, cut where it cannot be seen; 0 for what is no number. */
export const within = (value: number, most = reach): number => (Number.isNaN(value) ? 0 : Math.max(-most, Math.min(most, value)));

/** Lengths of a figure. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Whether a mark lies wholly out of a figure of this size, wherever in it its panel stands: groups of such marks are left out. (resvg ends its process on a clipped group that is too far out.)
 * Told of paths of straight lines, circles, and rectangles.
 */
export function isOutOfSight(node: Element, { width, height }: Size): boolean {
  const number = (name: string): number => Number(node.getAttribute(name) ?? 0);
  const [, dx, dy] = /^translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(node.getAttribute("transform") ?? "") ?? [undefined, "0", "0"];
  const out = (x1: number, x2: number, y1: number, y2: number): boolean =>
    x1 + Number(dx) > width || x2 + Number(dx) < -width || y1 + Number(dy) > height || y2 + Number(dy) < -height;
  switch (node.localName) {
    case "circle":
      return out(number("cx") - number("r"), number("cx") + number("r"), number("cy") - number("r"), number("cy") + number("r"));
    case "rect":
      return out(number("x"), number("x") + number("width"), number("y"), number("y") + number("height"));
    case "line":
      return out(
        Math.min(number("x1"), number("x2")),
        Math.max(number("x1"), number("x2")),
        Math.min(number("y1"), number("y2")),
        Math.max(number("y1"), number("y2")),
      );
    case "path":
      return pathIsOut(node.getAttribute("d") ?? "", out);
    default:
      return false;
  }
}

function pathIsOut(d: string, out: (x1: number, x2: number, y1: number, y2: number) => boolean): boolean {
  if (/[^MLZ\d\s,.-]/.test(d)) return false;
  const all = d.match(numbers)?.map(Number) ?? [];
  if (all.length === 0) return true;
  let [x1, x2, y1, y2] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < all.length; i += 2) {
    [x1, x2] = [Math.min(x1, all[i]), Math.max(x2, all[i])];
    [y1, y2] = [Math.min(y1, all[i + 1]), Math.max(y2, all[i + 1])];
  }
  return out(x1, x2, y1, y2);
}
