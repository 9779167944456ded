import { printable } from "./printable.ts";

/** A sentence about a fault has at most so many characters, whatever it echoes. */
export const longestSentence = 300;
/** Its place has at most so many of them, so that what is wrong and what would be right keep their room. */
const longestPlace = 140;
/** A name or a value that is echoed has at most so many of them. */
const longestEcho = 60;

/** A text of at most `room` units of UTF-16: a longer one loses its middle, and no pair of surrogates one of its halves. */
export function abbreviated(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor((room - 1) / 2);
  const start = text.slice(0, room - 1 - half).replace(/[\ud800-\udbff]$/, "");
  return `${start}…${text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "")}`;
}

/** A name in quotes, as sentences echo it. */
export const quoted = (name: string): string => JSON.stringify(abbreviated(name, longestEcho));

/** `place: complaint` in one line of at most 300 characters without control characters. What was echoed is shortened first, and always in the middle: its end tells what would be right. */
export function sentence(place: string, complaint: string): string {
  const where = place === "" ? "" : `${oneLine(place, longestPlace)}: `;
  const room = longestSentence - where.length;
  const whole = oneLine(complaint, 20 * longestSentence);
  if (whole.length <= room) return where + whole;
  const echoes = whole.replaceAll(/"(?:[^"\\]|\\.)*"|\S+/g, (word) => abbreviated(word, longestEcho));
  return where + oneLine(echoes, room);
}

/** Shortens before it escapes, because what is echoed may be a whole file, and after it, because escapes are longer. */
const oneLine = (text: string, room: number): string => abbreviated(printable(abbreviated(text, room)), room);

/** So many characters of a list of names stand in a sentence: more would hide it. */
const longestList = 100;

/** The first of some names, and how many more there are. */
export function few(names: readonly string[]): string {
  let text = "";
  for (const [i, name] of names.entries()) {
    const next = `${i === 0 ? "" : ", "}${abbreviated(name, longestEcho)}`;
    if (text.length + next.length > longestList) return `${text} and ${names.length - i} more`;
    text += next;
  }
  return text;
}
