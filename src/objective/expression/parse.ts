import { SpecError } from "../../spec/errors.ts";

/** A formula as a tree. `at` is the position of its first character, counted from 1. */
export type Formula =
  | { readonly type: "number"; readonly at: number; readonly value: number }
  | { readonly type: "name"; readonly at: number; readonly name: string }
  | { readonly type: "call"; readonly at: number; readonly name: string; readonly argument: Formula }
  | { readonly type: "negate"; readonly at: number; readonly operand: Formula }
  | { readonly type: "binary"; readonly at: number; readonly operator: Operator; readonly left: Formula; readonly right: Formula };

export type Operator = "+" | "-" | "*" | "/" | "^";

interface Token {
  readonly type: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** Names may carry subscripts: `w[1]`, `W1[0,2]`. */
const pattern = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(\p{L}[\p{L}\p{N}_]*(?:\[\s*\d+(?:\s*,\s*\d+)*\s*\])?)|(\*\*|[-+*/^()]))/uy;

/** How tightly an operator binds, and whether `a ∘ b ∘ c` means `a ∘ (b ∘ c)`. */
const binding: Record<Operator, { readonly strength: number; readonly fromRight: boolean }> = {
  "+": { strength: 1, fromRight: false },
  "-": { strength: 1, fromRight: false },
  "*": { strength: 2, fromRight: false },
  "/": { strength: 2, fromRight: false },
  "^": { strength: 4, fromRight: true },
};
/** Unary minus binds between * and ^, as in mathematics: −a^2 = −(a^2), and 2^−1 is allowed. */
const unaryStrength = 3;

/**
 * Reads a formula: numbers, names, + − * / ^ (also written **), parentheses, functions of one argument.
 * `path` is the place in the spec for the SpecError thrown at what cannot be read.
 */
export function parseFormula(text: string, path: string): Formula {
  const tokens = tokenize(text, path);
  let position = 0;
  const peek = (): Token => tokens[position];
  const take = (): Token => tokens[position++];

  const fail = (expected: string): never => {
    const { type, text: found, at } = peek();
    throw new SpecError(
      path,
      `at character ${at} of the formula ${JSON.stringify(text)}: expected ${expected}, found ${type === "end" ? "the end" : JSON.stringify(found)}`,
    );
  };
  const expect = (sign: string): void => {
    if (peek().type !== "sign" || peek().text !== sign) fail(JSON.stringify(sign));
    position++;
  };

  const primary = (): Formula => {
    const { type, text: word, at } = peek();
    if (type === "number") return (take(), { type, at, value: Number(word) });
    if (type === "name") {
      take();
      if (peek().text !== "(") return { type, at, name: word };
      take();
      const argument = expression(0);
      expect(")");
      return { type: "call", at, name: word, argument };
    }
    if (word === "(") {
      take();
      const inner = expression(0);
      expect(")");
      return inner;
    }
    if (word === "-") return (take(), { type: "negate", at, operand: expression(unaryStrength) });
    if (word === "+") return (take(), expression(unaryStrength));
    return fail("a number, a name or an opening parenthesis");
  };

  const expression = (weakest: number): Formula => {
    let left = primary();
    for (;;) {
      const operator = operatorOf(peek());
      if (operator === null || binding[operator].strength < weakest) return left;
      const { strength, fromRight } = binding[operator];
      const { at } = take();
      left = { type: "binary", at, operator, left, right: expression(fromRight ? strength : strength + 1) };
    }
  };

  const formula = expression(0);
  if (peek().type !== "end") fail("an operator or the end");
  return formula;
}

function operatorOf(token: Token): Operator | null {
  if (token.type !== "sign") return null;
  if (token.text === "**") return "^";
  return token.text in binding ? (token.text as Operator) : null;
}

function tokenize(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const at = before + text.slice(before).search(/\S/) + 1;
      throw new SpecError(
        path,
        `at character ${at} of the formula ${JSON.stringify(text)}: ${JSON.stringify(text[at - 1])} means nothing here; use numbers, names, + - * / ^ and parentheses`,
      );
    }
    const [, number, name, sign] = match;
    const word = number ?? name ?? sign;
    tokens.push({
      type: number !== undefined ? "number" : name !== undefined ? "name" : "sign",
      text: word.replace(/\s+/g, ""),
      at: pattern.lastIndex - word.length + 1,
    });
  }
  tokens.push({ type: "end", text: "", at: end + 1 });
  return tokens;
}
