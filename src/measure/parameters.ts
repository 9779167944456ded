import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { index } from "../spec/scalars.ts";
import type { Column, MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = {
  indices: z.array(index).min(1).optional().describe("which parameters, by place in the parameter vector from 0; all unless given"),
};

export interface ParametersOptions {
  readonly indices?: readonly number[] | undefined;
}

/** More columns than this have to be asked for by index. */
const limit = 1000;

function chosen({ indices }: ParametersOptions, size: number): readonly number[] {
  if (indices === undefined) {
    if (size > limit)
      throw new SpecError("", `recording all ${size} parameters would make ${size} columns: name at most a few in "indices"`);
    return Array.from({ length: size }, (_, i) => i);
  }
  const wrong = indices.find((i) => i >= size);
  if (wrong !== undefined) throw new SpecError("indices", `there is no parameter ${wrong}: they are numbered 0 to ${size - 1}`);
  return indices;
}

const column = (i: number): Column => ({
  name: `parameter${i}`,
  unit: "parameter",
  meaning: `the parameter at place ${i} of the parameter vector, counted from 0`,
});

const behaviour: MeasureBehaviour<ParametersOptions> = {
  columns: (spec, objective) => chosen(spec, objective.size).map(column),
  begin(spec, { objective }) {
    const places = chosen(spec, objective.size);
    return ({ point }) => places.map((i) => finiteOrNull(point.parameters[i]));
  },
};

/** The parameters themselves, a column each (`parameter0`, `parameter1`, …): for portraits of small problems. Throws SpecError beyond 1000 columns. */
export const parameters = member(
  "parameters",
  "The parameters themselves, a column each, or those at the given indices.",
  shape,
  behaviour,
);
