import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { index } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  samples: z.int().min(6).optional().describe("Hessian-vector products of an estimate; 100 unless given"),
  exactBelow: index.optional().describe("up to this many parameters the trace is exact, one product a parameter; 256 unless given"),
  method: z
    .enum(["hutchinson", "hutch++", "xtrace"])
    .optional()
    .describe(
      "hutchinson unless given; hutch++ and xtrace (rounded down to a multiple of 3, of 2 products) are better where a few eigenvalues dominate",
    ),
};

export interface HessianTraceOptions {
  readonly samples?: number | undefined;
  readonly exactBelow?: number | undefined;
  readonly method?: "hutchinson" | "hutch++" | "xtrace" | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<HessianTraceOptions>> = {
  load: async () => (await import("./hessianTraceBehaviour.ts")).behaviour,
};

/**
 * The trace of the Hessian of the training loss: exact up to `exactBelow` parameters, beyond that Hutchinson's estimate from random
 * signs (variance 2(‖H‖²_F − ΣH_ii²) / samples) with its standard error, or Hutch++ (Meyer et al. 2021),
 * or XTrace (Epperly, Tropp & Webber 2024; its error by the jackknife, never too small on average). The probes are drawn once, from
 * the stream "probes": rows of a run and runs of one seed see the same ones, so that differences along a path are far more
 * precise than the standard error, and errors of different rows are not independent.
 */
export const hessianTrace = member("hessian-trace", "The trace of the Hessian, exact or with its standard error.", shape, behaviour);
