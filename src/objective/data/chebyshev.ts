import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { index } from "../../spec/scalars.ts";
import type { DataBehaviour, Table } from "../family.ts";
import { fractionSchema, ownCount } from "./split.ts";

/** Steps of the recurrence that the data may take: some seconds. */
const mostEvaluations = 1e9;

const points = z.int().min(2).max(10_000_000);
const shape = {
  degree: index.describe("degree of the polynomial"),
  count: points.describe("number of points, ends included"),
  test: z
    .union([z.strictObject({ count: points }), fractionSchema])
    .optional()
    .describe("held-out points: another grid, or a fraction"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"chebyshev"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<Spec> = {
  numbers: ({ count, test }) => 2 * (count + ownCount(test)),
  load({ degree, count, test }) {
    const evaluations = degree * (count + ownCount(test));
    if (evaluations > mostEvaluations)
      throw new SpecError(
        "objective.data.degree",
        `takes ${evaluations} steps of the recurrence, and ${mostEvaluations} are the most: take a lower degree, or fewer points`,
      );
    const train = samples(degree, count);
    return test === undefined || "fraction" in test ? { train } : { train, test: samples(degree, test.count) };
  },
};

/** y = T_degree(x) at x_i = −1 + 2i/(count − 1), i = 0 … count − 1 (the toy of Cohen et al. 2021). */
export const chebyshev = member(
  "chebyshev",
  "The Chebyshev polynomial of a degree at evenly spaced points of [−1, 1], ends included.",
  shape,
  behaviour,
);

function samples(degree: number, count: number): Table {
  const x = Float64Array.from({ length: count }, (_, i) => -1 + (2 * i) / (count - 1));
  return { count, inputs: 1, outputs: 1, x, y: x.map((at) => chebyshevPolynomial(degree, at)) };
}

/** T_n(x) by T_{n+1} = 2x T_n − T_{n−1}. */
export function chebyshevPolynomial(degree: number, x: number): number {
  let before = 1;
  let now = degree === 0 ? 1 : x;
  for (let n = 1; n < degree; n++) [before, now] = [now, 2 * x * now - before];
  return now;
}
