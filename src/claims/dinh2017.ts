import { type RescalingCheck, rescalingCheck } from "../experiment/rescalingCheck.ts";
import { openRandom } from "../kernel/random.ts";
import { eigenvalues } from "../kernel/symmetric.ts";
import { squaredError } from "../objective/loss/squaredError.ts";
import { mlp } from "../objective/model/mlp.ts";
import { rescaleLayers } from "../objective/rescaleLayers.ts";
import { claim, type Paper } from "./claim.ts";
import { denseHessian } from "./tools/dense.ts";

const [inputs, examples] = [3, 40];
const drawn = openRandom(3, "data");
const normals = (length: number): Float64Array => Float64Array.from({ length }, () => drawn.normal());
const table = { count: examples, inputs, outputs: 1, x: normals(examples * inputs), y: normals(examples) };
const model = mlp({ widths: [inputs, 6, 4, 1], activation: "relu", bias: false });
const objective = mlp.objective(model, { train: table }, squaredError({ factor: 0.5 }));
const place = normals(objective.size).map((value) => 0.8 * value);
const alphas = [1, 2, 5, 10, 20, 40];
const setting = "ReLU network 3-6-4-1 without biases, 40 normal examples, normal weights; first layer times α, second divided by α";

const flat = (w: Float64Array): Float64Array => Float64Array.from(denseHessian(objective, w).flatMap((row) => [...row]));

/** λ_max of the Hessian's diagonal block of the second layer. */
function secondBlock(): number {
  const { start, end } = objective.blocks[1];
  const rows = denseHessian(objective, place).slice(start, end);
  return eigenvalues(Float64Array.from(rows.flatMap((row) => [...row.subarray(start, end)])), end - start)[0];
}

/** The largest entry of H(T_α w) − D⁻¹H(w)D⁻¹, D the factors of T_α, over the largest of H(T_α w). */
function congruenceError(alpha: number): number {
  const before = denseHessian(objective, place);
  const after = denseHessian(objective, rescaleLayers(objective, place, alpha));
  const factors = rescaleLayers(objective, new Float64Array(objective.size).fill(1), alpha);
  let [largest, error] = [0, 0];
  after.forEach((row, i) =>
    row.forEach((value, j) => {
      largest = Math.max(largest, Math.abs(value));
      error = Math.max(error, Math.abs(value - before[i][j] / (factors[i] * factors[j])));
    }),
  );
  return error / largest;
}

const sharper = claim({
  name: "arbitrarily-sharp",
  statement:
    "Multiplying one layer of a ReLU network by α and dividing the next changes no output, and makes λ_max of the Hessian as large as one likes: it grows as α².",
  source:
    "Dinh et al. 2017, section 4 (T_α, and the spectral norm of the Hessian); H' = D⁻¹HD⁻¹ with D = diag(α, 1/α), hence λ_max(H') ≥ α²λ_max(H₂₂)",
  setting: `${setting}, α = 1, 2, 5, 10, 20, 40`,
  checks: ["A48"],
  quantities: {
    loss: {
      quantity: "largest change of an example's loss, relative to the mean loss",
      expected: { atMost: 1e-12 },
      why: "the same function: rounding",
    },
    congruence: {
      quantity: "largest entry of H' − D⁻¹HD⁻¹ over the largest of H'",
      expected: { atMost: 1e-12 },
      why: "an identity: rounding",
    },
    bound: {
      quantity: "smallest λ_max(H')/(α²λ_max(H₂₂)) over α",
      expected: { atLeast: 1 },
      why: "a diagonal block's eigenvalue is a lower bound",
    },
    growth: {
      quantity: "λ_max at α = 40 over that at α = 20",
      expected: { value: 4, within: 0.1 },
      why: "α² once the second layer's block dominates; what the other layers add is of relative order α⁻² = 0.0025, times a constant below 10",
    },
  },
  seconds: 0.2,
  compute: async () => {
    const largest = alphas.map((alpha) => eigenvalues(flat(rescaleLayers(objective, place, alpha)), objective.size)[0]);
    const checks = await Promise.all(alphas.map((alpha) => rescalingCheck(objective, place, { alpha, measures: ["loss"] })));
    const block = secondBlock();
    return {
      values: {
        loss: Math.max(...checks.map(({ change }) => change)),
        congruence: Math.max(...alphas.map(congruenceError)),
        bound: Math.min(...largest.map((value, k) => value / (alphas[k] * alphas[k] * block))),
        growth: largest[5] / largest[4],
      },
    };
  },
});

const invariantKinds = ["adaptive-sharpness", "relative-flatness", "fisher-rao"];
const ratios = ({ columns }: RescalingCheck, kinds: readonly string[], inside: boolean): number[] =>
  columns.filter(({ measure }) => kinds.includes(measure.kind) === inside).map(({ before, after }) => after! / before!);

const measures = claim({
  name: "which-measures",
  statement:
    "Measures of flatness that do not account for the scale of the parameters say nothing about the function; those that do (adaptive sharpness, relative flatness, the Fisher–Rao norm) stay as they are.",
  source:
    "Dinh et al. 2017, section 5, for λ_max, trace and ε-sharpness; the invariant ones are Kwon et al. 2021 (per weight and per filter), Petzka et al. 2021, Liang et al. 2019",
  setting: `${setting}, α = 10; every measure of flatness with its default options`,
  checks: ["A48"],
  quantities: {
    invariant: {
      quantity: "largest relative change of adaptive sharpness, λ_max(THT), relative flatness, Fisher–Rao norms",
      expected: { atMost: 1e-6 },
      why: "an identity: rounding, far below the six digits asked for",
    },
    sharpness: { quantity: "λ_max(T_α w)/λ_max(w)", expected: { atLeast: 2 }, why: "grows as α² = 100 in the end" },
    trace: { quantity: "the same of tr H", expected: { atLeast: 2 }, why: "grows as α² = 100 in the end" },
    gradient: { quantity: "the same of ‖∇L‖²", expected: { atLeast: 2 }, why: "grows as α² = 100 in the end" },
    others: {
      quantity: "smallest change of any other measure, max(r, 1/r) − 1",
      expected: { atLeast: 1e-3 },
      why: "none of them has a reason to stay: directional and critical sharpness, Gauss–Newton, SAM, box, random perturbations",
    },
  },
  seconds: 0.5,
  compute: async () => {
    const check = await rescalingCheck(objective, place);
    const of = (name: string): number => {
      const { before, after } = check.columns.find(({ column }) => column.name === name)!;
      return after! / before!;
    };
    return {
      values: {
        invariant: Math.max(...ratios(check, invariantKinds, true).map((ratio) => Math.abs(ratio - 1))),
        sharpness: of("sharpness"),
        trace: of("hessianTrace"),
        gradient: of("gradientNormSquared"),
        others: Math.min(...ratios(check, invariantKinds, false).map((ratio) => Math.max(ratio, 1 / ratio) - 1)),
      },
    };
  },
});

/** Dinh, Pascanu, Bengio & Bengio 2017. */
export const dinh2017: Paper = {
  id: "dinh-2017",
  citation: "Dinh, Pascanu, Bengio & Bengio 2017, “Sharp minima can generalize for deep nets”, ICML 2017",
  link: "https://arxiv.org/abs/1703.04933",
  claims: [sharper, measures],
};
