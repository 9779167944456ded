import { openRandom } from "../kernel/random.ts";
import { dot, distance } from "../kernel/vector.ts";
import { mlp } from "../objective/model/mlp.ts";
import { claim, type Paper } from "./claim.ts";
import { logLogSlope } from "./tools/slope.ts";

const random = openRandom(51, "start");
const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
const count = 9;
const objective = mlp.objective(
  { widths: [2, 8, 3], activation: "tanh", bias: true },
  { train: { count, inputs: 2, outputs: 3, x: normals(count * 2), y: normals(count * 3) } },
  { kind: "squared-error", factor: 0.5 },
);
const w = normals(objective.size);
const v = normals(objective.size);
const u = normals(objective.size);

const product = (direction: Float64Array): Float64Array => {
  const out = new Float64Array(objective.size);
  objective.hessianVector(w, direction, out);
  return out;
};

function differenceError(step: number): number {
  const gradientAt = (t: number): Float64Array => {
    const out = new Float64Array(objective.size);
    objective.gradient(
      w.map((value, i) => value + t * v[i]),
      out,
    );
    return out;
  };
  const [ahead, behind] = [gradientAt(step), gradientAt(-step)];
  return distance(
    ahead.map((value, i) => (value - behind[i]) / (2 * step)),
    product(v),
  );
}

const exact = claim({
  name: "exact-products",
  statement:
    "The R-operator gives Hessian-vector products exactly, at the cost of about a gradient: central differences approach them with the square of their step.",
  source: "Pearlmutter 1994",
  setting: "tanh network 2-8-3 with biases, 9 examples, random place and directions; differences with steps 0.02 … 0.0025",
  checks: ["A51"],
  quantities: {
    slope: {
      quantity: "order of the differences' error in their step",
      expected: { value: 2, within: 0.02 },
      why: "the step's fourth power is below 1 % of its square, rounding below both",
    },
    symmetry: { quantity: "|uᵀHv / vᵀHu − 1|", expected: { atMost: 1e-12 }, why: "rounding of sums of some hundred terms" },
  },
  seconds: 0.1,
  compute: () => {
    const steps = [2e-2, 1e-2, 5e-3, 2.5e-3];
    return {
      values: { slope: logLogSlope(steps, steps.map(differenceError)), symmetry: Math.abs(dot(u, product(v)) / dot(v, product(u)) - 1) },
    };
  },
});

/** Pearlmutter 1994. */
export const pearlmutter1994: Paper = {
  id: "pearlmutter-1994",
  citation: "Pearlmutter 1994, “Fast exact multiplication by the Hessian”, Neural Computation 6",
  claims: [exact],
};
