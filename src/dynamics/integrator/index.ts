import * as z from "zod";
import { member } from "../../spec/member.ts";
import { positive } from "../../spec/scalars.ts";

/** Every integrator, by kind: its options. What it does is in the file of its name and comes with the flows that run on it (methods.ts). */
export const integrators = {
  rkc3: member(
    "rkc3",
    "RKC2 with its local error removed by the third difference of the last places: order 3 at the cost of order 2.",
    {},
    {},
  ),
  rkc2: member(
    "rkc2",
    "Runge-Kutta-Chebyshev of order 2 (Sommeijer, Shampine & Verwer 1997): s gradients bear h × sharpness up to 0.653 (s² − 1).",
    {},
    {},
  ),
  rkl2: member(
    "rkl2",
    "Runge-Kutta-Legendre of order 2 (Meyer, Balsara & Aslam 2014): s gradients, s odd, bear h × sharpness up to (s² + s − 2)/2.",
    {},
    {},
  ),
  dopri5: member("dopri5", "The pair of Dormand and Prince, order 5(4): six gradients a step, h × sharpness at most 3.3.", {}, {}),
  rk4: member(
    "rk4",
    "The classical method of order 4, with a fixed `step` or, without one, with step doubling; h × sharpness at most 2.785.",
    { step: positive.optional() },
    {},
  ),
};

const { rkc3, rkc2, rkl2, dopri5, rk4 } = integrators;

/** Schema of a flow's `integrator`. */
export const integratorSchema = z.discriminatedUnion("kind", [rkc3.schema, rkc2.schema, rkl2.schema, dopri5.schema, rk4.schema]);

/** The spec of an integrator. */
export type IntegratorSpec = z.output<typeof integratorSchema>;
