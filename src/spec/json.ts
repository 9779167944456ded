import { DataError } from "./errors.ts";

/** Reads JSON text. Throws `DataError` with line and column and what was expected there; `source` is how the message names the text. */
export function parseJson(text: string, source = "JSON"): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { position, expected } = new Scanner(text).fault();
    const before = text.slice(0, position).split("\n");
    const found = position >= text.length ? "the text ends" : `there is ${JSON.stringify(text[position])}`;
    throw new DataError(source, `not valid JSON: ${expected} expected, but ${found}`, before.length, before[before.length - 1].length + 1);
  }
}

const spaces = /[ \t\r\n]*/y;
const atoms = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const strings = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/** Walks through JSON text by its grammar (RFC 8259) to find where it is left: runtimes word their own errors differently. */
class Scanner {
  readonly #text: string;
  #position = 0;
  constructor(text: string) {
    this.#text = text;
  }

  fault(): { position: number; expected: string } {
    const expected = this.#value() ?? this.#end();
    return { position: this.#position, expected };
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return false;
    this.#position += match[0].length;
    return true;
  }

  #take(character: string): boolean {
    this.#skip(spaces);
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #end(): string {
    this.#skip(spaces);
    return "the end";
  }

  /** Each walker returns what it expected where it stopped, or null when all was well. */
  #value(): string | null {
    if (this.#take("{")) return this.#list("}", () => this.#entry());
    if (this.#take("[")) return this.#list("]", () => this.#value());
    return this.#skip(strings) || this.#skip(atoms) ? null : "a value";
  }

  #entry(): string | null {
    this.#skip(spaces);
    if (!this.#skip(strings)) return "a key in double quotes";
    return this.#take(":") ? this.#value() : "a colon";
  }

  #list(close: string, item: () => string | null): string | null {
    if (this.#take(close)) return null;
    for (;;) {
      const fault = item();
      if (fault !== null) return fault;
      if (this.#take(close)) return null;
      if (!this.#take(",")) return `a comma or ${close}`;
    }
  }
}
