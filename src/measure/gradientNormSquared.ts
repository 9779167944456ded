import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const behaviour: MeasureBehaviour<object> = {
  columns: () => [
    { name: "gradientNormSquared", unit: "loss² / parameter²", meaning: "‖∇L‖², the squared Euclidean norm of the full gradient" },
  ],
  begin: () => (moment) => [finiteOrNull(moment.point.gradientNormSquared)],
};

/** ‖∇L‖², which is P times the R_IG of Barrett & Dherin 2021. Free where the dynamics computes the full gradient anyway. */
export const gradientNormSquared = member("gradient-norm-squared", "‖∇L‖², the squared norm of the full gradient.", {}, behaviour);
