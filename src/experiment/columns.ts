import type { Column } from "../measure/measure.ts";
import type { Objective } from "../objective/objective.ts";
import { measureBehaviour } from "./behaviours.ts";
import type { RunRecord } from "./types.ts";

const clocks: readonly Column[] = [
  { name: "step", unit: "", meaning: "steps of the optimiser; null for continuous dynamics" },
  { name: "time", unit: "η × step", meaning: "η × step for discrete dynamics, the flow's own time for continuous ones" },
];

/** What of a record tells its columns. */
export interface ColumnsSource {
  readonly spec: Pick<RunRecord["spec"], "measures">;
  readonly path: object;
  readonly final: { readonly parameters: readonly unknown[] };
}

/**
 * The columns of a record's path in their order, with unit and meaning as its measures state them. A column that only the objective itself could explain (its blocks, its invariants),
 * or whose measure was never used in this process, has its name and nothing more.
 */
export function columnsOf({ spec, path, final }: ColumnsSource): readonly Column[] {
  const stated = [...clocks, ...spec.measures.flatMap((measure) => statedBy(measure, final.parameters.length))];
  return Object.keys(path).map((name) => {
    // A second measure of a kind has columns "sharpness_2", one at the mean iterate of an epoch "sharpnessOfAverage".
    const plain = name.replace(/_\d+$/, "").replace(/OfAverage$/, "");
    const { unit, meaning } = stated.find((column) => column.name === plain) ?? { unit: "", meaning: "" };
    return { name, unit, meaning };
  });
}

/** What the columns of some records are called where units must be seen: the name with the unit behind it. */
export function columnLabels(records: readonly ColumnsSource[]): (name: string) => string {
  const units = new Map(records.flatMap(columnsOf).map(({ name, unit }) => [name, unit]));
  return (name) => {
    const unit = units.get(name) ?? "";
    return unit === "" || unit === name ? name : `${name} (${unit})`;
  };
}

function statedBy(measure: { readonly kind: string }, size: number): readonly Column[] {
  try {
    return measureBehaviour(measure.kind).columns(measure, { size } as Objective);
  } catch (error) {
    // What asks for more of the objective than its size finds nothing there.
    if (error instanceof TypeError) return [];
    throw error;
  }
}
