import { norm } from "../../kernel/vector.ts";
import { examplewise } from "../examplewise.ts";
import type { Batch, Objective } from "../objective.ts";
import { firstDerivative, secondDerivative } from "./differences.ts";
import { alongUnit } from "./evaluation.ts";
import type { HigherDerivatives } from "./exact.ts";

/** Higher derivatives by central differences of gradients, four to six for ∇²L·v and five to seven for ∇³L[u, u] (see `firstDerivative`). */
export function derivativesByDifferences({
  size,
  examples,
  gradient,
}: Pick<Objective, "size" | "examples" | "gradient">): HigherDerivatives {
  const along = (w: Float64Array, unit: Float64Array, batch: Batch | undefined) => (s: number) => {
    const there = new Float64Array(size);
    gradient(
      w.map((value, p) => value + s * unit[p]),
      there,
      batch,
    );
    return there;
  };
  const hessianVector: Objective["hessianVector"] = (w, v, out, batch) =>
    alongUnit(v, out, (unit, length) => {
      const product = firstDerivative(along(w, unit, batch), norm(w));
      for (let p = 0; p < size; p++) out[p] = length * product[p];
    });
  return {
    ...examplewise({ size, examples, gradient, hessianVector }),
    hessianVector,
    thirdDerivative: (w, u, out, batch) =>
      alongUnit(u, out, (unit, length) => {
        const third = secondDerivative(along(w, unit, batch), norm(w));
        for (let p = 0; p < size; p++) out[p] = length * length * third[p];
      }),
  };
}
