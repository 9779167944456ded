import type { Data } from "./family.ts";

/** Columns of data: how many, and the first of their names where they have any (fewer than `count` where they would fill the record). */
export interface NamedColumns {
  readonly count: number;
  readonly names?: readonly string[];
}

/** What was read as data, for people: plain, small, and part of a run's record. */
export interface DataReading {
  /** The file, where the data are one's. */
  readonly file?: string;
  /** Examples of the training part. */
  readonly examples: number;
  readonly inputs: NamedColumns;
  readonly targets: NamedColumns;
  /** The classes that targets stand for, in the order of their outputs ("sign": −1, then 1). */
  readonly classes?: NamedColumns & { readonly coding: "one-hot" | "sign" };
  /** The held-out part. */
  readonly test?: { readonly examples: number };
  /** What was guessed, left out or filled in, a sentence each. */
  readonly notes: readonly string[];
}

/** Letters that the names of a reading may take together, and those that one may. */
const mostLetters = 2000;
const longest = 60;
/** So many notes are kept; the last says how many there were more. */
const mostNotes = 20;

/** Names as a reading keeps them. */
export function namedColumns(names: readonly string[]): NamedColumns {
  const kept: string[] = [];
  let letters = 0;
  for (const name of names) {
    const short = shortened(name);
    letters += short.length + 3;
    if (letters > mostLetters) break;
    kept.push(short);
  }
  return { count: names.length, names: kept };
}

/** A reading with the counts of what was loaded, and without more notes than a record should carry. */
export function readingOf({ train, test, reading }: Data): DataReading {
  const notes = reading?.notes ?? [];
  return {
    inputs: { count: train.inputs },
    targets: { count: train.outputs },
    ...reading,
    examples: train.count,
    ...(test === undefined ? {} : { test: { examples: test.count } }),
    notes: notes.length <= mostNotes ? notes : [...notes.slice(0, mostNotes - 1), `and ${notes.length - mostNotes + 1} notes more`],
  };
}

/** One long name, in the middle of a sentence. */
export const shortened = (name: string): string => (name.length <= longest ? name : `${name.slice(0, longest - 1)}…`);

/** As many of `names` as fit into so many letters, and how many there are more: "a, b, c and 7 more". */
export function listed(names: readonly string[], letters = 100, count: number = names.length): string {
  const kept: string[] = [];
  let left = letters;
  for (const name of names) {
    const short = shortened(/^$|[",;]/.test(name) ? JSON.stringify(name) : name);
    left -= short.length + 2;
    if (left < 0 && kept.length > 0) break;
    kept.push(short);
  }
  return count > kept.length ? `${kept.join(", ")} and ${count - kept.length} more` : kept.join(", ");
}

export const counted = (count: number, noun: string, plural = `${noun}s`): string => `${count} ${count === 1 ? noun : plural}`;

/** What a width that does not fit the data is told before any advice: which inputs there are, so that one that is none is seen. */
export function inputsFirst({ train, reading }: Data): string {
  const { names = [] } = reading?.inputs ?? {};
  if (names.length === 0) return `have ${counted(train.inputs, "input")}`;
  const leftOut = reading!.notes.find((note) => note.includes(" left out"));
  const others = leftOut === undefined ? 'leave out with "inputs" in the data what is none' : leftOut.slice(0, 100);
  return `have ${counted(train.inputs, "input")}: ${listed(names, 100, train.inputs)} (${others})`;
}

/** The same of the targets, or of the classes that they stand for. */
export function targetsFirst({ train, reading }: Data): string {
  const classes = reading?.classes?.coding === "one-hot" ? reading.classes : undefined;
  const { names = [] } = classes ?? reading?.targets ?? {};
  const what = counted(train.outputs, classes === undefined ? "target" : "class", classes && "classes");
  return `have ${what}${names.length === 0 ? "" : `: ${listed(names, 120, train.outputs)}`}`;
}
