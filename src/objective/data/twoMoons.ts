import { cos, sin } from "../../kernel/elementary.ts";
import { member } from "../../spec/member.ts";
import type { DataBehaviour } from "../family.ts";
import { numbersInPlane, type PlaneOptions, planeShape } from "./twoClasses.ts";

const behaviour: DataBehaviour<PlaneOptions> = {
  numbers: numbersInPlane,
  async load(spec, random) {
    const { alongCurves } = await import("./alongCurves.ts");
    return alongCurves(
      spec,
      (which, part) => {
        const angle = Math.PI * part;
        return which === 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
      },
      random,
    );
  },
};

/** Two interlocking half circles of radius 1: (cos θ, sin θ) and (1 − cos θ, ½ − sin θ), θ evenly spaced in [0, π] (the geometry of scikit-learn's make_moons). */
export const twoMoons = member("two-moons", "Two classes in the plane, on interlocking half circles.", planeShape, behaviour);
