import * as z from "zod";
import { positive } from "../../spec/scalars.ts";

/** The schema of an integrator. What it does is in the file of its name, which comes with the flows that run on it (methods.ts). */
const integrator = <const Kind extends string, Shape extends z.core.$ZodShape>(kind: Kind, doc: string, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape }).describe(doc);

/** Schema of a flow's `integrator`. */
export const integratorSchema = z.discriminatedUnion("kind", [
  integrator("rkc3", "RKC2 with its local error removed by the third difference of the last places: order 3 at the cost of order 2.", {}),
  integrator(
    "rkc2",
    "Runge-Kutta-Chebyshev of order 2 (Sommeijer, Shampine & Verwer 1997): s gradients bear h × sharpness up to 0.653 (s² − 1).",
    {},
  ),
  integrator(
    "rkl2",
    "Runge-Kutta-Legendre of order 2 (Meyer, Balsara & Aslam 2014): s gradients, s odd, bear h × sharpness up to (s² + s − 2)/2.",
    {},
  ),
  integrator("dopri5", "The pair of Dormand and Prince, order 5(4): six gradients a step, h × sharpness at most 3.3.", {}),
  integrator(
    "rk4",
    "The classical method of order 4, with a fixed `step` or, without one, with step doubling; h × sharpness at most 2.785.",
    { step: positive.optional() },
  ),
]);

/** The spec of an integrator. */
export type IntegratorSpec = z.output<typeof integratorSchema>;
