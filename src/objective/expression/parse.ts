import { SpecError } from "../../spec/errors.ts";
import { quoted } from "../../spec/sentence.ts";

/**
 * A step of a formula read from left to right, operands before what is done with them: `binary` takes the last two results, `negate` and `call` the last one.
 * A list of steps, not a tree, because a tree as deep as a long sum would exhaust the stack. `at` is the position of its first character, counted from 1.
 */
export type Step =
  | { readonly type: "number"; readonly at: number; readonly value: number }
  | { readonly type: "name"; readonly at: number; readonly name: string }
  | { readonly type: "call"; readonly at: number; readonly name: string }
  | { readonly type: "negate"; readonly at: number }
  | { readonly type: "binary"; readonly at: number; readonly operator: Operator };

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

/** What waits for its operand or its closing parenthesis; `step` is what it does then. */
interface Waiting {
  /** How tightly it binds; 0 for parentheses, which nothing passes. */
  readonly strength: number;
  readonly step: Step | null;
}

/**
 * Reads a formula: numbers, names, + − * / ^ (also written **), parentheses, functions of one argument. Operators wait on a stack of their own
 * until a weaker one or a closing parenthesis comes (Dijkstra 1961).
 * `path` is the place in the spec for the SpecError thrown at what cannot be read.
 */
export function parseFormula(text: string, path: string): readonly Step[] {
  const tokens = tokenize(text, path);
  const steps: Step[] = [];
  const waiting: Waiting[] = [];
  let open = 0;

  const fail = ({ type, text: found, at }: Token, expected: string): never => {
    throw new SpecError(path, `${placeIn(text, at)}: expected ${expected}, found ${type === "end" ? "the end" : quoted(found)}`);
  };
  /** Lets all act that binds more tightly, or as tightly where operators of that strength go from the left. */
  const settle = (strength: number, fromRight: boolean): void => {
    for (let top = waiting.at(-1); top !== undefined && top.strength > 0; top = waiting.at(-1)) {
      if (top.strength < strength || (top.strength === strength && fromRight)) return;
      waiting.pop();
      if (top.step !== null) steps.push(top.step);
    }
  };
  /** Reads what stands before an operand and the operand itself, or what opens one; true when it is whole. */
  const operand = (token: Token, next: Token): boolean => {
    const { type, text: word, at } = token;
    if (type === "number") return steps.push({ type, at, value: Number(word) }) > 0;
    if (type === "name" && next.text !== "(") return steps.push({ type, at, name: word }) > 0;
    if (type === "name") waiting.push({ strength: 0, step: { type: "call", at, name: word } });
    else if (word === "(") waiting.push({ strength: 0, step: null });
    else if (word === "-") waiting.push({ strength: unaryStrength, step: { type: "negate", at } });
    else if (word === "+") waiting.push({ strength: unaryStrength, step: null });
    else fail(token, "a number, a name or an opening parenthesis");
    if (type === "name" || word === "(") open++;
    return false;
  };
  const close = (): void => {
    settle(1, false);
    const { step } = waiting.pop()!;
    if (step !== null) steps.push(step);
    open--;
  };

  let whole = false;
  for (let position = 0; ; position++) {
    const token = tokens[position];
    if (!whole) {
      whole = operand(token, tokens[position + 1]);
      if (!whole && token.type === "name") position++;
      continue;
    }
    const operator = operatorOf(token);
    if (operator !== null) {
      const { strength, fromRight } = binding[operator];
      settle(strength, fromRight);
      waiting.push({ strength, step: { type: "binary", at: token.at, operator } });
      whole = false;
    } else if (open > 0) {
      if (token.text !== ")") fail(token, '")"');
      close();
    } else if (token.type === "end") break;
    else fail(token, "an operator or the end");
  }
  settle(1, false);
  return steps;
}

/** So much of a long formula is shown around the place of a fault. */
const shown = 60;

function placeIn(text: string, at: number): string {
  const start = Math.max(0, Math.min(at - shown / 2, text.length - shown));
  const excerpt = `${start > 0 ? "…" : ""}${text.slice(start, start + shown)}${start + shown < text.length ? "…" : ""}`;
  return `at character ${at} of the formula ${JSON.stringify(excerpt)}`;
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
        `${placeIn(text, at)}: ${JSON.stringify(String.fromCodePoint(text.codePointAt(at - 1)!))} means nothing here; use numbers, names, + - * / ^ and parentheses`,
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
