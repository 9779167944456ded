import { DataError } from "./errors.ts";
import { deepest } from "./plain.ts";
import { quoted } from "./sentence.ts";

/**
 * Reads JSON text. Throws `DataError` with line and column and what was expected there, also where an object names a key twice: JSON.parse
 * would silently drop the first. `source` is how the message names the text.
 */
export function parseJson(text: string, source = "JSON"): unknown {
  const fault = (position: number, message: string): DataError => {
    const before = text.slice(0, position);
    return new DataError(source, message, before.split("\n").length, position - before.lastIndexOf("\n"));
  };
  const scanner = new Scanner(text);
  const { position, expected } = scanner.fault();
  if (expected !== null) {
    const found = position >= text.length ? "the text ends" : `there is ${JSON.stringify(text[position])}`;
    throw fault(position, `not valid JSON: ${expected} expected, but ${found}`);
  }
  const [twice] = scanner.repeated;
  if (twice !== undefined) throw fault(twice.position, `the key ${quoted(twice.key)} stands twice in one object: keep one of them`);
  return JSON.parse(text) as unknown;
}

const atoms = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Letters of a string up to its end, an escape, or what may not stand in it. A loop over one class: the engine's stack does not grow with the string. */
const letters = /[ !#-[\]-\uffff]*/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const tooDeep = `lists and objects nested no deeper than ${deepest} levels`;

/** Walks through JSON text by its grammar (RFC 8259) to find where it is left: runtimes word their own errors differently. */
class Scanner {
  readonly #text: string;
  #position = 0;
  #depth = 0;
  /** Keys that stand in one object for a second time, and where. */
  readonly repeated: { readonly key: string; readonly position: number }[] = [];
  constructor(text: string) {
    this.#text = text;
  }

  /** Where the grammar is left and what it expected there; null where the text is JSON. */
  fault(): { position: number; expected: string | null } {
    const expected = this.#value() ?? this.#end();
    return { position: this.#position, expected };
  }

  /** Spaces one by one: a pattern would take longer than what stands between them. */
  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#position);
      if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return;
      this.#position++;
    }
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#position;
    if (!pattern.test(this.#text)) return false;
    this.#position = pattern.lastIndex;
    return true;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #end(): string | null {
    this.#space();
    return this.#position === this.#text.length ? null : "the end";
  }

  /** Each walker returns what it expected where it stopped, or null when all was well. */
  #value(): string | null {
    if (this.#take("{")) {
      const keys = new Set<string>();
      return this.#list("}", () => this.#entry(keys));
    }
    if (this.#take("[")) return this.#list("]", () => this.#value());
    if (this.#text[this.#position] === '"') return this.#string();
    return this.#skip(atoms) ? null : "a value";
  }

  /** Leaves a string that is none where it stops being one. */
  #string(): string | null {
    this.#position++;
    do this.#skip(letters);
    while (this.#skip(escapes));
    if (this.#text[this.#position] === '"') return (this.#position++, null);
    return this.#text[this.#position] === "\\" ? 'an escape (\\n, \\t, \\", \\\\, \\u0041, …)' : "a closing quote";
  }

  #entry(keys: Set<string>): string | null {
    this.#space();
    const position = this.#position;
    if (this.#text[position] !== '"') return "a key in double quotes";
    const fault = this.#string();
    if (fault !== null) return fault;
    // One key may be written in several ways: "a" is "\u0061".
    const key = JSON.parse(this.#text.slice(position, this.#position)) as string;
    if (keys.has(key)) this.repeated.push({ key, position });
    keys.add(key);
    return this.#take(":") ? this.#value() : "a colon";
  }

  #list(close: string, item: () => string | null): string | null {
    if (this.#take(close)) return null;
    if (++this.#depth > deepest) return tooDeep;
    for (;;) {
      const fault = item();
      if (fault !== null) return fault;
      if (this.#take(close)) {
        this.#depth--;
        return null;
      }
      if (!this.#take(",")) return `a comma or ${close}`;
    }
  }
}
