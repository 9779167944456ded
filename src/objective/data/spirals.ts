import { cos, sin } from "../../kernel/elementary.ts";
import { member } from "../../spec/member.ts";
import { positive } from "../../spec/scalars.ts";
import type { DataBehaviour } from "../family.ts";
import { numbersInPlane, type PlaneOptions, planeShape } from "./twoClasses.ts";

/** Where the spirals begin: at the very centre the classes would meet. */
const innermost = 0.05;

const behaviour: DataBehaviour<PlaneOptions & { readonly turns: number }> = {
  numbers: numbersInPlane,
  async load(spec, random) {
    const { alongCurves } = await import("./alongCurves.ts");
    return alongCurves(
      spec,
      (which, part) => {
        const radius = innermost + (1 - innermost) * part;
        const angle = Math.PI * (2 * spec.turns * radius + which);
        return [radius * cos(angle), radius * sin(angle)];
      },
      random,
    );
  },
};

/**
 * Two Archimedean spirals, one the other turned by half a circle: radius r evenly spaced from 0.05 to 1 at the angle 2π · turns · r (+ π).
 * The problem of Lang & Witbrock 1988, whose spirals make three turns.
 */
export const spirals = member(
  "spirals",
  "Two classes in the plane, on spirals wound into one another.",
  { ...planeShape, turns: positive.default(1.5).describe("how often each spiral winds round the centre") },
  behaviour,
);
