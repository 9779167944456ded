import { DataError } from "../../spec/errors.ts";
import { listed } from "../reading.ts";

/** Which part of a data set an array or file belongs to by its name: x_train, testLabels, val-images, t10k-images; null where the name does not say. */
export type PartName = "train" | "test" | "valid" | null;

const partWords: readonly (readonly [RegExp, PartName])[] = [
  [/^[xy]?(train|training|tr)$/, "train"],
  [/^[xy]?(test|testing|tst|te|t10k)$/, "test"],
  [/^[xy]?(val|valid|validation|dev)$/, "valid"],
];

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

const partOfWord = (word: string): PartName => partWords.find(([form]) => form.test(word))?.[1] ?? null;

/** The part that a name says; null where it says none, or two. */
export function partOf(name: string): PartName {
  const parts = new Set(
    wordsOf(name)
      .map(partOfWord)
      .filter((part) => part !== null),
  );
  return parts.size === 1 ? [...parts][0] : null;
}

/** A name without the word of its part: "x" for x_train, xtest and X. */
const stemOf = (name: string): string =>
  wordsOf(name)
    .map((word) => (partOfWord(word) === null ? word : /^[xy]/.test(word) ? word[0] : ""))
    .join("");

const inputStems = ["x", "inputs", "input", "data", "images", "image", "imgs", "features"];
const targetStems = ["y", "targets", "target", "labels", "label"];

/** Whether two names say that they belong to different parts. */
export const contradict = (a: string, b: string): boolean => partOf(a) !== null && partOf(b) !== null && partOf(a) !== partOf(b);

/** What a spec says of the arrays of an archive: their names, which of them the training part of the same file took, and which part it is. */
export interface ArraysWanted {
  readonly x?: string;
  readonly y?: string;
  readonly held: boolean;
}

/** Names of the arrays of inputs and targets, and what is to be said of the choice. */
export interface Pair {
  readonly x: string;
  readonly y: string;
  readonly notes: readonly string[];
}

/**
 * Chooses the arrays of inputs and targets of an archive: those that are named; else arrays called x and y (or inputs, images, labels, …) of the same part: those without a
 * part or of the training part, and for held-out data those of the test or validation part first. Throws DataError where there are none, or where the parts of a pair differ.
 */
export function pairArrays(names: readonly string[], { x, y, held }: ArraysWanted, file: string): Pair {
  const yName = y === undefined ? firstOf(names, targetStems, partsFor(held, x)) : known(names, y, file);
  if (yName === undefined) throw new DataError(file, `has no array named y; it holds ${listed(names)}: name the targets with "y"`);
  const others = names.filter((name) => name !== yName);
  const xName =
    x === undefined
      ? (firstOf(others, inputStems, partsWith(partOf(yName))) ?? (others.length === 1 ? others[0] : undefined))
      : known(names, x, file);
  if (xName === undefined) {
    const of = partOf(yName);
    throw new DataError(
      file,
      `has no array named x${of === null ? "" : ` that goes with ${yName}`}; it holds ${listed(names)}: name the inputs with "x"`,
    );
  }
  if (xName === yName) throw new DataError(file, `cannot give the array ${xName} as both inputs and targets; name another`);
  if (contradict(xName, yName))
    throw new DataError(
      file,
      `would pair ${xName} with ${yName}, which belong to different parts; name arrays of one part with "x" and "y" (it holds ${listed(names)})`,
    );
  const unlike = partOf(xName) !== partOf(yName);
  return { x: xName, y: yName, notes: names.length > 2 || unlike ? [`inputs are the array ${xName}, targets ${yName}`] : [] };
}

const partsFor = (held: boolean, x: string | undefined): readonly PartName[] =>
  x !== undefined ? partsWith(partOf(x)) : held ? ["test", "valid", null, "train"] : [null, "train"];

/** The parts that go with a part. */
function partsWith(part: PartName): readonly PartName[] {
  if (part === null) return [null, "train"];
  return part === "train" ? ["train", null] : [part];
}

function firstOf(names: readonly string[], stems: readonly string[], parts: readonly PartName[]): string | undefined {
  for (const part of parts)
    for (const stem of stems) {
      const found = names.find((name) => partOf(name) === part && stemOf(name) === stem);
      if (found !== undefined) return found;
    }
  return undefined;
}

function known(names: readonly string[], name: string, file: string): string {
  if (names.includes(name)) return name;
  throw new DataError(file, `has no array named "${name}"; it holds ${listed(names)}: name the targets with "y" and the inputs with "x"`);
}

/** The array of held-out data that corresponds to one of the training part: y_test to y_train; the name itself where there is none. */
export function heldCounterpart(names: readonly string[], name: string): string {
  const same = (part: PartName): string | undefined =>
    names.find((other) => other !== name && stemOf(other) === stemOf(name) && partOf(other) === part);
  return same("test") ?? same("valid") ?? name;
}
