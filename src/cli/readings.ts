import type { DataReading } from "../objective/reading.ts";
import { readingInWords } from "../objective/readingInWords.ts";
import { printableLines } from "./streams.ts";

/** So many different readings are said; a sweep over data may have thousands. */
const most = 3;

/** Says what was read from files of data on standard error: the same thing once, and of many different ones the first. */
export function openReadings(): (reading: DataReading) => void {
  const said = new Set<string>();
  return (reading) => {
    // Of data that are no file's the spec itself says everything.
    if (reading.file === undefined) return;
    const words = readingInWords(reading).join("\n");
    if (said.has(words) || said.size > most) return;
    said.add(words);
    process.stderr.write(said.size > most ? "Other runs read other data: each record says what.\n" : `${printableLines(words)}\n`);
  };
}
