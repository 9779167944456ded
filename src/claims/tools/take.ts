import { openRandom } from "../../kernel/random.ts";
import { noDynamics } from "../../measure/dynamicsFacts.ts";
import type { MeasureBehaviour, MeasureSetting, Value } from "../../measure/measure.ts";
import type { Objective } from "../../objective/objective.ts";
import { Point } from "../../objective/point.ts";

/** Takes one measure at given parameters; returns its columns by name. */
export function take<Spec>(
  behaviour: MeasureBehaviour<Spec>,
  spec: Spec,
  objective: Objective,
  w: ArrayLike<number>,
  setting: Partial<MeasureSetting> = {},
): Record<string, Value> {
  const whole: MeasureSetting = {
    objective,
    dynamics: noDynamics,
    random: (purpose) => openRandom(0, purpose),
    reference: () => {
      throw new Error("no other run here");
    },
    shadow: () => {
      throw new Error("no run to be the shadow of");
    },
    ...setting,
  };
  const read = behaviour.begin(spec, whole);
  const values = read({ point: new Point(objective, Float64Array.from(w)), step: 0, time: 0, last: true });
  const columns = behaviour.columns(spec, objective);
  if (columns.length !== values.length) throw new Error("a measure filled other columns than it named");
  return Object.fromEntries(columns.map((column, i) => [column.name, values[i]]));
}
