/** Slices of the loss, lines between runs, and the planes in which paths lie, for pages and for Node alike: pages load this file only when they want it (`thalweg/landscape`). */
export { endOf, type Snapshot, snapshots } from "./experiment/snapshots.ts";
export { type Direction, directionAt, filterNormalised } from "./measure/direction.ts";
export { type Barrier, type Interpolation, interpolation } from "./measure/interpolation.ts";
export { type LossSlice, type LossSurface, lossSlice, lossSurface, type SliceRange } from "./measure/lossSlice.ts";
export { type ProjectedPath, type TrajectoryPlane, trajectoryPlane, type TrajectoryPlaneOptions } from "./measure/trajectoryPlane.ts";
