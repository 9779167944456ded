import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { index } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  samples: z.int().min(6).optional().describe("Hessian-vector products of an estimate; 100 unless given"),
  exactBelow: index.optional().describe("up to this many parameters the trace is exact; by its cost unless given (see hessian-trace)"),
  method: z
    .enum(["hutchinson", "hutch++", "xtrace"])
    .optional()
    .describe(
      "xtrace unless given; it and hutch++ (rounded down to a multiple of 2, of 3 products) are better where a few eigenvalues dominate, hutchinson where the spectrum is flat or the Hessian nearly diagonal",
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
 * The trace of the Hessian of the training loss with its error.
 *
 * Exact, and then with error 0, up to `exactBelow` parameters where that is given; else wherever it is cheap enough, which depends on the spec alone, never on the clock. Of an mlp it is the sum of
 * the Hessian's exact diagonal, which one pass over the examples gives at the cost of few Hessian-vector products (Botev, Ritter & Barber 2017, § 3: the recursion of the Hessian in
 * the layers' outputs): 1 to 3 with one or two hidden layers of like width, at most about (sum of the hidden and output widths)/6; it is taken where that is no more than `samples`, or than 10⁸/PN (N examples: about 0.2 s a row),
 * unless `method` is given. Of other objectives, and then too, it takes one product a parameter, up to P = 256, and up to P = 2048 where P²N ≤ 10⁸ (objectives of TensorFlow up to 256).
 *
 * Beyond that an estimate from `samples` products: by XTrace (Epperly, Tropp & Webber 2024) unless `method` says otherwise (or samples × P exceeds 5·10⁷, where its vectors would take over a gigabyte and random signs are the default), by Hutch++ (Meyer et al. 2021), or by Hutchinson's mean over random
 * signs (variance 2(‖H‖²_F − ΣH_ii²) / samples). value ± 2 errors covers the truth in about 95 % of cases: errors are standard errors, by Student's t where samples are few. Measured over
 * 1,500 seeds on spectra that decay, are flat, change sign or have an outlier: hutchinson 93 to 97 %, hutch++ 92 to 97 % (85 % where its sketch just fails to hold the few eigenvalues that matter), xtrace
 * 95 to 100 % (its jackknife errs on the safe side, the more the faster the spectrum decays).
 *
 * The probes are drawn once, from the stream "probes": rows of a run and runs of one seed see the same ones, so that differences along a path are far more precise than the
 * error, and errors of different rows are not independent.
 */
export const hessianTrace = member("hessian-trace", "The trace of the Hessian, exact or with its error.", shape, behaviour);
