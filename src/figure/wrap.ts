import { textWidth } from "./text.ts";

/** What is never broken: a subscript, with what it stands at; else a character. */
const atoms = /.?_\{[^}]*\}|./gsu;

/**
 * A text in lines no wider than `width` points: broken between words; within a word only where it does not fit a line alone, and there before a capital or after a hyphen, a dot, a slash or an underscore
 * if there is one, as names of columns have them. A text that fits is one line; a name with its unit in parentheses becomes the two.
 */
export function wrap(text: string, fontSize: number, width: number): string[] {
  const fits = (line: string): boolean => textWidth(line, fontSize) <= width;
  if (fits(text)) return [text];
  // A name and its unit, each whole.
  const unit = text.indexOf(" (");
  if (unit > 0) {
    const halves = [text.slice(0, unit), text.slice(unit + 1)];
    if (halves.every(fits)) return halves;
  }
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/(?:_\{[^}]*\}|[^\s])+/gsu) ?? []) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (fits(joined)) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = broken(word, fits);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1)!;
  }
  return line === "" ? lines : [...lines, line];
}

/** A word in parts that fit, as few as there can be. */
function broken(word: string, fits: (text: string) => boolean): string[] {
  const parts: string[] = [];
  let rest: string[] = [...word.match(atoms)!];
  while (!fits(rest.join(""))) {
    let most = 1;
    while (most < rest.length && fits(rest.slice(0, most + 1).join(""))) most++;
    let at = most;
    while (at > 1 && !isSeam(rest[at - 1], rest[at])) at--;
    // A seam near the beginning would waste the line.
    const cut = at > most / 3 ? at : most;
    if (cut >= rest.length) break;
    parts.push(rest.slice(0, cut).join(""));
    rest = rest.slice(cut);
  }
  return [...parts, rest.join("")];
}

const isSeam = (before: string, after: string): boolean =>
  /[-_./,:;)=+]$/u.test(before) || (/^\p{Lu}/u.test(after) && /\p{Ll}$|\d$/u.test(before)) || after.startsWith("(");
