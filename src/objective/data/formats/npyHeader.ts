/** What a NumPy header says: a dictionary of Python literals. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<string, Literal>;

const token = /\s*(?:([{}()[\],:])|[uUbB]?'((?:[^'\\]|\\.)*)'|[uUbB]?"((?:[^"\\]|\\.)*)"|(-?\d+)[lL]?|(True|False|None))/y;

/**
 * Reads a Python literal of dictionaries, tuples, lists, strings, whole numbers (also Python 2's, 3L), True, False and None.
 * Throws Error where the text is something else.
 */
export function readLiteral(text: string): Literal {
  let at = 0;
  let depth = 0;
  const next = (): RegExpExecArray => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw new Error("strange header");
    at = token.lastIndex;
    return found;
  };
  const peek = (): string | undefined => {
    const before = at;
    const [, sign] = next();
    at = before;
    return sign;
  };
  const listed = (end: string): Literal[] => {
    const items: Literal[] = [];
    while (peek() !== end) {
      items.push(value());
      if (peek() === ",") next();
      else if (peek() !== end) throw new Error("strange header");
    }
    next();
    return items;
  };
  const mapped = (): ReadonlyMap<string, Literal> => {
    const entries = new Map<string, Literal>();
    while (peek() !== "}") {
      const key = value();
      if (typeof key !== "string" || next()[1] !== ":") throw new Error("strange header");
      entries.set(key, value());
      if (peek() === ",") next();
      else if (peek() !== "}") throw new Error("strange header");
    }
    next();
    return entries;
  };
  const value = (): Literal => {
    if (++depth > 50) throw new Error("strange header");
    const [, sign, single, double, whole, word] = next();
    let found: Literal;
    if (sign === "{") found = mapped();
    else if (sign === "(") {
      // A pair of parentheses around one thing, without a comma, is that thing.
      const from = at;
      const items = listed(")");
      found = items.length === 1 && !/,\s*\)$/.test(text.slice(from, at)) ? items[0] : items;
    } else if (sign === "[") found = listed("]");
    else if (sign !== undefined) throw new Error("strange header");
    else if (whole !== undefined) found = Number(whole);
    else if (word !== undefined) found = word === "None" ? null : word === "True";
    else found = single ?? double;
    depth--;
    return found;
  };
  const found = value();
  if (text.slice(at).trim() !== "") throw new Error("strange header");
  return found;
}
