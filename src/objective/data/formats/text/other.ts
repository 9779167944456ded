import type { Encoded } from "./decode.ts";
import { lineEnd, nextLine } from "./scan.ts";

/** Heads of so many lines are looked through for the line after which the examples of an ARFF file begin. */
const mostHeadLines = 10_000;
/** What stands in the first letters of a text. */
const beginLetters = 200;

const kinds: readonly (readonly [begin: RegExp, said: string])[] = [
  [/^%%MatrixMarket/i, "is a Matrix Market file, which is not read; write the matrix as CSV or NPY"],
  [/^\s*(<!doctype html|<html|<\?xml)/i, "is a web page or XML, not a table; download the file itself, or write its table as CSV"],
  [/^version https:\/\/git-lfs\.github\.com/, "is a Git LFS pointer, not the file itself; fetch that with git lfs pull"],
];

/** What is said of a text that is none of lines of fields from its beginning, or null: its kind, and what would be right. */
export function otherText(text: Encoded): string | null {
  const begin = text.word(0, Math.min(beginLetters, text.bytes.length));
  const said = kinds.find(([form]) => form.test(begin))?.[1];
  return said ?? arffSaid(text);
}

/** ARFF (Weka): comments (%), @relation and a line @attribute for each column, then @data and the examples. */
function arffSaid({ bytes, word }: Encoded): string | null {
  let at = 0;
  let related = false;
  for (let line = 1; line <= mostHeadLines && at < bytes.length; line++) {
    const end = lineEnd(bytes, at);
    const shown = word(at, Math.min(end, at + 20)).trim();
    if (/^@relation\b/i.test(shown)) related = true;
    else if (related && /^@data\b/i.test(shown))
      return `is ARFF (Weka), whose head is not read: its examples begin after line ${line}; say skip: ${line} and header: false, and name columns by numbers from 0`;
    else if (!related && shown !== "" && !shown.startsWith("%")) return null;
    at = nextLine(bytes, end);
  }
  return related ? "is ARFF (Weka) without a line @data; write its examples as CSV" : null;
}
