import { within } from "./clip.ts";
import type { Curve } from "./records.ts";

type Place = readonly [number, number];

/** What is farther than this from the page is as far as anything: squares of larger lengths lose the digits that are seen. */
const farOff = 1e6;

/**
 * The points of a curve that can be told apart on the page: see `keptPlaces`. Where it has no place on the page (a value that is no number, or not positive on a logarithmic axis) the line has a gap:
 * a point [NaN, NaN] stands there.
 */
export function thin(curve: Curve, scales: { x(value: number): number; y(value: number): number }, tolerance = 0.1): Place[] {
  const kept: Place[] = [];
  let part: Place[] = [];
  const end = (): void => {
    if (part.length === 0) return;
    const keep = keptPlaces(
      part.map(([x, y]): Place => [within(scales.x(x), farOff), within(scales.y(y), farOff)]),
      tolerance,
    );
    if (kept.length > 0) kept.push([NaN, NaN]);
    for (const [i, point] of part.entries()) if (keep[i] === 1) kept.push(point);
    part = [];
  };
  curve.x.forEach((x, i) => {
    const y = curve.y[i];
    if (Number.isFinite(scales.x(x)) && Number.isFinite(scales.y(y))) part.push([x, y]);
    else end();
  });
  end();
  return kept;
}

/** Simplifies the polygons of a path's `d` that consists of M, L and Z only. */
export function simplifyPath(d: string, tolerance: number): string {
  return d.replace(/M([^MZ]*)/g, (_, body: string) => {
    const places = body.split("L").map((pair) => pair.split(",").map(Number) as unknown as Place);
    const keep = keptPlaces(places, tolerance);
    return `M${places
      .filter((_place, i) => keep[i] === 1)
      .map(([x, y]) => `${x},${y}`)
      .join("L")}`;
  });
}

/**
 * Marks the points of a polyline that matter: leaving out the others moves it by less than the tolerance (Ramer 1972;
 * Douglas & Peucker 1973). A path of a thousand rows then costs what can be seen of it.
 */
function keptPlaces(places: readonly Place[], tolerance: number): Uint8Array {
  const keep = new Uint8Array(places.length);
  if (places.length === 0) return keep;
  keep[0] = keep[places.length - 1] = 1;
  const stack: [number, number][] = [[0, places.length - 1]];
  while (stack.length > 0) {
    const [from, to] = stack.pop()!;
    const [at, away] = farthest(places, from, to);
    if (away <= tolerance) continue;
    keep[at] = 1;
    stack.push([from, at], [at, to]);
  }
  return keep;
}

/** The point between two others that is farthest from the segment between them. */
function farthest(places: readonly Place[], from: number, to: number): [at: number, away: number] {
  const [x0, y0] = places[from];
  const [dx, dy] = [places[to][0] - x0, places[to][1] - y0];
  const square = dx * dx + dy * dy;
  let [at, worst] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const [ex, ey] = [places[i][0] - x0, places[i][1] - y0];
    const share = square > 0 ? Math.min(1, Math.max(0, (ex * dx + ey * dy) / square)) : 0;
    const [fx, fy] = [ex - share * dx, ey - share * dy];
    const away = fx * fx + fy * fy;
    if (away > worst) [at, worst] = [i, away];
  }
  return [at, Math.sqrt(worst)];
}
