import { SpecError } from "../../spec/errors.ts";
import type { Data } from "../family.ts";
import { type DataReading, namedColumns } from "../reading.ts";
import { type Choice, chooseColumns, placesOf } from "./chooseColumns.ts";
import { codeTargets } from "./classes.ts";
import { type Field, fieldInWords, isTruth, isWords, labelOf, numbersOf, refuseUnusable } from "./fields.ts";
import type { FileSpec, HeldFileSpec } from "./file.ts";
import { type Kept, keepRows } from "./keepRows.ts";
import { matchColumns } from "./matchColumns.ts";
import { readContent } from "./readFile.ts";
import { type Open, openSource, type Source } from "./source.ts";
import { inputAdvice, inputsOf, numericTargets, type Part, tableOf, targetAdvice } from "./tables.ts";

const place = "objective.data";

/**
 * Reads the examples that a spec asks for, and says what was read. With `missing: "mean"` empty inputs are NaN: they are filled once the training part is known.
 * Throws DataError where a file cannot be used, SpecError where the spec does not fit it.
 */
export async function loadFile(spec: FileSpec, open: Open = readContent): Promise<Data> {
  const coding = codingOf(spec);
  const source = await openSource(spec, place, open, null);
  const choice = chooseColumns(source, spec, place);
  const isClass = classInputs(spec, source, choice);
  const held = heldFile(spec);
  const test = held === null ? null : await openSource(held, `${place}.test`, open, spec);
  const testChoice = test === null ? null : matchColumns({ source, wanted: spec, choice }, test, held!);
  const parts: Part[] = [];
  const notes: string[] = [...source.notes, ...choice.notes];
  const take = (chosen: Choice, kept: Kept): void => {
    parts.push({ ...chosen, rows: kept.rows });
  };
  checkWords(choice, isClass, coding !== null);
  const kept = keepRows(choice, spec.missing, isClass, spec.count);
  take(choice, kept);
  notes.push(...kept.notes);
  if (test !== null) {
    const trained = new Map(testChoice!.inputs.map((field, i) => [field, choice.inputs[i]]));
    const isClassThere = (field: Field): boolean => isClass(trained.get(field)!);
    checkWords(testChoice!, isClassThere, coding !== null);
    const keptThere = keepRows(testChoice!, spec.missing, isClassThere);
    take(testChoice!, keptThere);
    notes.push(
      ...[...test.notes, ...testChoice!.notes, ...keptThere.notes, ...sameFile(source, test)].map((note) => `${test.file}: ${note}`),
    );
  }
  const { names, x, notes: ofInputs } = inputsOf(parts, isClass);
  const coded = coding === null ? null : codeTargets(parts, coding);
  const y = coded?.y ?? parts.map(numericTargets);
  const tables = parts.map(({ rows }, p) => tableOf(rows.length, x[p], y[p]));
  const reading: DataReading = {
    file: spec.path,
    examples: tables[0].count,
    inputs: source.x.names === null && spec.categories === undefined ? { count: names.length } : namedColumns(names),
    targets: coded === null ? targetNames(choice) : { ...targetNames(choice), count: coded.outputs },
    ...(coded === null ? {} : { classes: { ...namedColumns(coded.names), coding: coding! } }),
    notes: [...notes, ...ofInputs, ...truthTargets(choice, coding !== null), ...(coded?.notes ?? [])],
  };
  return { train: tables[0], ...(test === null ? {} : { test: tables[1] }), reading };
}

function codingOf({ oneHot, sign }: FileSpec): "one-hot" | "sign" | null {
  if (oneHot && sign === true) throw new SpecError(`${place}.sign`, 'and "oneHot" are two codings of the same targets; leave one out');
  return oneHot ? "one-hot" : sign === true ? "sign" : null;
}

const heldFile = ({ test }: FileSpec): HeldFileSpec | null => (test === undefined || "fraction" in test ? null : test);

/** Which inputs of the training part name classes. */
function classInputs({ categories }: FileSpec, { file, x }: Source, { inputs }: Choice): (field: Field) => boolean {
  if (categories === undefined) return () => false;
  const places = placesOf(categories, x, file, `${place}.categories`);
  const stranger = places.find((at) => !inputs.some((field) => field.at === at));
  if (stranger !== undefined)
    throw new SpecError(
      `${place}.categories`,
      `names ${fieldInWords({ sheet: x, at: stranger, file })}, which is no input; classes of targets need "oneHot" or "sign"`,
    );
  return (field) => places.includes(field.at);
}

/** Throws DataError at the first column that cannot be used, or word in one that should hold numbers. */
function checkWords({ inputs, targets }: Choice, isClass: (field: Field) => boolean, coded: boolean): void {
  refuseUnusable([...inputs, ...targets]);
  const none = new Int32Array(0);
  for (const field of inputs) if (!isClass(field)) numbersOf(field, none, inputAdvice);
  if (!coded) for (const field of targets) numbersOf(field, none, targetAdvice);
}

const targetNames = ({ targets }: Choice): DataReading["targets"] =>
  targets[0].sheet.names === null ? { count: targets.length } : namedColumns(targets.map(labelOf));

const truthTargets = ({ targets }: Choice, coded: boolean): string[] =>
  coded
    ? []
    : targets.filter((field) => isWords(field) && isTruth(field)).map((field) => `in ${fieldInWords(field)} true is 1 and false is 0`);

/** What is said where examples are held out that are those of training. */
function sameFile(train: Source, test: Source): string[] {
  const same =
    train.file === test.file &&
    train.x.values.length === test.x.values.length &&
    train.x.values.every((value, i) => Object.is(value, test.x.values[i]));
  return same ? ["these are the examples of training"] : [];
}
