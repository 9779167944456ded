/**
 * What would not be seen as it stands, or would do something where it is shown: control characters (C0, DEL, C1), the separators of lines and paragraphs, marks that
 * turn the direction of writing, halves of surrogate pairs, and the characters that Unicode keeps from interchange (XML forbids two of them).
 */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}]/gu;

const short: Readonly<Record<string, string>> = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

/**
 * A text of someone else's (a name in a spec, a file, a cell of data) as one line that can be shown anywhere: on a terminal, in a figure, in XML. What is not printed
 * stands as JSON escapes it (`\n`, `\u001b`); all other characters stand for themselves: a text that is printable comes back unchanged.
 */
export const printable = (text: string): string => text.replace(unprintable, (character) => short[character] ?? escaped(character));

/** `\uXXXX`, twice where the character takes two units. */
function escaped(character: string): string {
  let escapes = "";
  for (let i = 0; i < character.length; i++) escapes += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return escapes;
}
