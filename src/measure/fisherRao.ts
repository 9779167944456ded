import { member, type OnDemand } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";

const behaviour: OnDemand<MeasureBehaviour<object>> = { load: async () => (await import("./fisherRaoAt.ts")).behaviour };

/** Liang et al.'s 2019 Fisher–Rao norm: see the function `fisherRaoAt`. */
export const fisherRao = member("fisher-rao", "The squared Fisher–Rao norm of the parameters (Liang et al. 2019).", {}, behaviour);
