import type { Curve } from "./records.ts";

type Place = readonly [number, number];

/** The points of a curve that can be told apart on the page: see `keptPlaces`. */
export function thin(curve: Curve, scales: { x(value: number): number; y(value: number): number }, tolerance = 0.1): Place[] {
  const points = curve.x
    .map((x, i): Place => [x, curve.y[i]])
    .filter(([x, y]) => Number.isFinite(scales.x(x)) && Number.isFinite(scales.y(y)));
  const keep = keptPlaces(
    points.map(([x, y]): Place => [scales.x(x), scales.y(y)]),
    tolerance,
  );
  return points.filter((_, i) => keep[i] === 1);
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
