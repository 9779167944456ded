import { SpecError } from "../spec/errors.ts";
import type { Path } from "./record.ts";

/** The parameters of a run at one row of its path. */
export interface Snapshot {
  /** Null for continuous dynamics. */
  readonly step: number | null;
  readonly time: number;
  /** Length P. */
  readonly parameters: Float64Array;
}

/** What snapshots need of a record. */
interface WithParameters {
  readonly path: Path;
  readonly final: { readonly parameters: readonly (number | null)[] };
}

/**
 * The parameters along a run whose measures had `parameters` among them (all of them, at whatever steps): rows where they were not measured, or not finite, are left out.
 * Throws SpecError where the record lacks them.
 */
export function snapshots({ path, final }: WithParameters): Snapshot[] {
  const columns = final.parameters.map((_, p) => path[`parameter${p}`]);
  if (columns.includes(undefined as never))
    throw new SpecError(
      "measures",
      'the record holds no parameters along its path: put {"kind": "parameters", "every": …} among the measures',
    );
  return path.time.flatMap((time, row) => {
    const values = columns.map((column) => column[row]);
    if (values.some((value) => typeof value !== "number")) return [];
    return [{ step: path.step[row], time, parameters: Float64Array.from(values as number[]) }];
  });
}

/** The parameters at the end of a run, length P. Throws SpecError where they are not finite. */
export function endOf({ final }: Pick<WithParameters, "final">): Float64Array {
  if (final.parameters.includes(null)) throw new SpecError("", "the run's parameters are not finite at its end: it diverged");
  return Float64Array.from(final.parameters as readonly number[]);
}
