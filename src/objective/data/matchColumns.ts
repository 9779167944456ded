import { DataError } from "../../spec/errors.ts";
import { listed, shortened } from "../reading.ts";
import { type Choice, chooseColumns, placesByName, placesOf, type Wanted } from "./chooseColumns.ts";
import { type Field, labelOf } from "./fields.ts";
import type { HeldFileSpec } from "./file.ts";
import { noData } from "./rowIndex.ts";
import type { Source } from "./source.ts";

const place = "objective.data.test";

/** The training part's file, what was wanted of it and what was chosen. */
export interface Trained {
  readonly source: Source;
  readonly wanted: Wanted;
  readonly choice: Choice;
}

/**
 * The columns of a held-out file that stand for those of the training part: those of the same names, in whatever order they stand, where both files have names; those in
 * the same places where neither has; or those that the held-out entry names itself. Throws DataError where there are others.
 */
export function matchColumns({ source: train, wanted, choice }: Trained, test: Source, { target, inputs }: HeldFileSpec): Choice {
  const [theirs, own] = [train.x.names, test.x.names];
  if (inputs !== undefined || (theirs === null && own === null))
    return sameNumber(
      chooseColumns(test, { target: target ?? wanted.target, inputs: inputs ?? wanted.inputs }, place),
      choice,
      test.file,
      train.file,
    );
  if (theirs === null || own === null) throw unnamed(train, test);
  if (equal(theirs, own) && theirs.length !== new Set(theirs).size) return inThePlacesOf(choice, test, target);
  return byName({ source: train, wanted, choice }, test, target);
}

function sameNumber(found: Choice, choice: Choice, file: string, of: string): Choice {
  for (const side of ["inputs", "targets"] as const)
    if (found[side].length !== choice[side].length)
      throw new DataError(file, `has ${found[side].length} ${side} where ${of} has ${choice[side].length}; both need the same columns`);
  return found;
}

function unnamed(train: Source, test: Source): DataError {
  const [named, bare] = train.x.names === null ? [test, train] : [train, test];
  return new DataError(
    bare.file,
    `has no column names where ${named.file} has (${listed(named.x.names!)}), and columns are found by name; name them in both, or give the test file's "inputs"`,
  );
}

const equal = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, i) => name === b[i]);

/** Where names stand for two columns, the same names in the same order are the same columns. */
function inThePlacesOf(choice: Choice, test: Source, target: HeldFileSpec["target"]): Choice {
  const there = ({ at }: Field): Field => ({ sheet: test.x, at, file: test.file });
  return { inputs: choice.inputs.map(there), targets: targetsIn(choice, test, target) ?? choice.targets.map(there), notes: [] };
}

function targetsIn(choice: Choice, test: Source, target: HeldFileSpec["target"]): Field[] | undefined {
  if (test.apart !== null)
    return Array.from({ length: test.apart.sheet.columns }, (_, at) => ({ sheet: test.apart!.sheet, at, file: test.apart!.file }));
  if (target === undefined) return undefined;
  const found = placesOf(target, test.x, test.file, `${place}.target`);
  if (found.length !== choice.targets.length)
    throw new DataError(test.file, `has ${found.length} targets where the training part has ${choice.targets.length}; both need as many`);
  return found.map((at) => ({ sheet: test.x, at, file: test.file }));
}

function byName({ source: train, wanted, choice }: Trained, test: Source, target: HeldFileSpec["target"]): Choice {
  const names = test.x.names!;
  const given = targetsIn(choice, test, target);
  const needed = [...choice.inputs, ...(given === undefined ? choice.targets : [])].map(labelOf);
  // What the training file has and does not use, a row index, and what an explicit list of inputs leaves out anyhow, may stand there or not.
  const free = new Set([...train.x.names!, ...(given ?? []).map(labelOf), ...[...noData(test.x).keys()].map((at) => names[at])]);
  const [places, theirs] = [placesByName(names), placesByName(train.x.names!)];
  const missing = needed.filter((name) => !places.has(name));
  const extra = Array.isArray(wanted.inputs) ? [] : names.filter((name) => !free.has(name));
  if (missing.length + extra.length > 0)
    throw new DataError(
      test.file,
      `has other columns than ${train.file}, and they are found by name: ${[phrase("missing", missing), phrase("not known there", extra)].filter((words) => words !== "").join("; ")}`,
    );
  const there = (field: Field): Field => {
    const name = labelOf(field);
    const at = places.get(name)!;
    if (at === null || theirs.get(name) === null)
      throw new DataError(
        test.file,
        `columns are found by name, and two are named "${shortened(name)}"; rename one, or write the columns of both files in the same order`,
      );
    return { sheet: test.x, at, file: test.file };
  };
  const inputs = choice.inputs.map(there);
  const targets = given ?? choice.targets.map(there);
  const moved = inputs.some(({ at }, i) => at !== choice.inputs[i].at);
  return { inputs, targets, notes: moved ? [`its columns stand in another order than in ${train.file} and were found by name`] : [] };
}

const phrase = (what: string, names: readonly string[]): string => (names.length === 0 ? "" : `${what}: ${listed(names, 60)}`);
