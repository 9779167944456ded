declare module "lineclip" {
  type Place = readonly [x: number, y: number];
  type Box = readonly [left: number, top: number, right: number, bottom: number];
  /** The parts of a polyline inside a box. */
  export function clipPolyline(points: readonly Place[], box: Box): Place[][];
  /** The part of a polygon inside a box. */
  export function clipPolygon(points: readonly Place[], box: Box): Place[];
}
