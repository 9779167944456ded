import { counted, type DataReading, listed, type NamedColumns, shortened } from "./reading.ts";

/** "2 inputs (a, b)". */
const columnsInWords = ({ count, names = [] }: NamedColumns, noun: string, letters?: number): string =>
  `${counted(count, noun)}${names.length === 0 ? "" : ` (${listed(names, letters, count)})`}`;

/** What was read, in a sentence for people; and, where there is something to say, a second one of what was guessed, left out or filled in. */
export function readingInWords({ file, examples, inputs, targets, classes, test, notes }: DataReading): string[] {
  const { count = 0, names = [], coding } = classes ?? {};
  const of = classes === undefined ? "" : ` of ${count} classes (${coding}: ${listed(names, 80, count)})`;
  const shown = classes === undefined ? targets : { ...targets, count: 1 };
  const held = test === undefined ? "" : `; ${counted(test.examples, "test example")}`;
  const sentence = `${file === undefined ? "Data" : `Data from ${shortened(file)}`}: ${counted(examples, "example")}, ${columnsInWords(inputs, "input")}, ${columnsInWords(shown, "target", 60)}${of}${held}.`;
  return notes.length === 0 ? [sentence] : [sentence, `Of the data: ${notes.join("; ")}.`];
}
