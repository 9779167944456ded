import * as z from "zod";
import { hutchinson, hutchPlusPlus, type Estimate } from "../kernel/hutchinson.ts";
import type { Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { member } from "../spec/member.ts";
import { index } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = {
  samples: z.int().min(6).optional().describe("Hessian-vector products of an estimate; 100 unless given"),
  exactBelow: index.optional().describe("up to this many parameters the trace is exact, one product a parameter; 256 unless given"),
  method: z
    .enum(["hutchinson", "hutch++"])
    .optional()
    .describe("hutchinson unless given; hutch++ (rounded down to a multiple of 3 products) is better where a few eigenvalues dominate"),
};

export interface HessianTraceOptions {
  readonly samples?: number | undefined;
  readonly exactBelow?: number | undefined;
  readonly method?: "hutchinson" | "hutch++" | undefined;
}

const behaviour: MeasureBehaviour<HessianTraceOptions> = {
  columns: () => [
    { name: "hessianTrace", unit: "1 / step size", meaning: "tr H, the sum of the Hessian's eigenvalues" },
    { name: "hessianTraceError", unit: "1 / step size", meaning: "standard error of hessianTrace; 0 where it is exact" },
  ],
  begin({ samples = 100, exactBelow = 256, method = "hutchinson" }, { objective, random }) {
    const { size } = objective;
    const estimate =
      size <= exactBelow
        ? exactTrace
        : method === "hutchinson"
          ? plain(samples, size, random("probes"))
          : improved(samples - (samples % 3), size, random("probes"));
    return ({ point }) => {
      const { value, error } = estimate((v, out) => point.hessianVector(v, out), size);
      return [finiteOrNull(value), finiteOrNull(error)];
    };
  },
};

type TraceEstimator = (operator: Operator, size: number) => Estimate;

/** Σ e_iᵀ H e_i. */
const exactTrace: TraceEstimator = (operator, size) => {
  const unit = new Float64Array(size);
  const product = new Float64Array(size);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    unit[i] = 1;
    operator(unit, product);
    unit[i] = 0;
    sum += product[i];
  }
  return { value: sum, error: 0 };
};

function plain(samples: number, size: number, random: Random): TraceEstimator {
  const signs = drawSigns(samples, size, random);
  return (operator) => hutchinson(operator, size, samples, signs);
}

function improved(products: number, size: number, random: Random): TraceEstimator {
  const signs = drawSigns((2 * products) / 3, size, random);
  return (operator) => hutchPlusPlus(operator, size, products, signs);
}

/** Random signs, a byte each: probe k stands at k × size. */
function drawSigns(probes: number, size: number, random: Random): (k: number, out: Float64Array) => void {
  const signs = new Int8Array(probes * size);
  for (let i = 0; i < signs.length; i++) signs[i] = random.sign();
  return (k, out) => out.set(signs.subarray(k * size, (k + 1) * size));
}

/**
 * The trace of the Hessian of the training loss: exact up to `exactBelow` parameters, beyond that Hutchinson's estimate from random
 * signs (variance 2(‖H‖²_F − ΣH_ii²) / samples) with its standard error, or Hutch++ (Meyer et al. 2021). The probes are drawn once, from
 * the stream "probes": rows of a run and runs of one seed see the same ones, so that differences along a path are far more
 * precise than the standard error, and errors of different rows are not independent.
 */
export const hessianTrace = member("hessian-trace", "The trace of the Hessian, exact or with its standard error.", shape, behaviour);
