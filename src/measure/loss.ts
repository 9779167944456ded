import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const behaviour: MeasureBehaviour<object> = {
  columns: () => [{ name: "loss", unit: "loss", meaning: "the training loss L, the mean over all examples" }],
  begin: () => (moment) => [finiteOrNull(moment.point.loss)],
};

/** The training loss L(w) = (1/N) Σ ℓ_i(w) over all examples, also where the dynamics sees only batches. */
export const loss = member("loss", "The training loss: the mean over all examples.", {}, behaviour);
