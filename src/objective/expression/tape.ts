import { suggestion } from "../../spec/describe.ts";
import { SpecError } from "../../spec/errors.ts";
import { quoted } from "../../spec/sentence.ts";
import { type Derivatives, functions, type FunctionName, power } from "./functions.ts";
import { type Operator, parseFormula, type Step } from "./parse.ts";

/** What a node of the tape does with its operands. */
export const Op = {
  constant: 0,
  parameter: 1,
  variable: 2,
  add: 3,
  subtract: 4,
  multiply: 5,
  divide: 6,
  negate: 7,
  power: 8,
  call: 9,
} as const;

/** The functions of `call` nodes, by index. */
export const functionNames = Object.keys(functions) as FunctionName[];

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/**
 * A formula as straight-line code: node i uses only nodes before it. Nodes 0 … P − 1 are the parameters, the next
 * ones the variables of an example, the last is the result. Equal subexpressions are one node.
 */
export interface Tape {
  readonly parameters: number;
  readonly variables: number;
  readonly length: number;
  readonly operation: Uint8Array;
  readonly left: Int32Array;
  /** The second operand; for `call` the index of the function. */
  readonly right: Int32Array;
  /** The value of a constant; the exponent of a power. */
  readonly constant: Float64Array;
  /** 1 where the node depends on a parameter. */
  readonly active: Uint8Array;
  readonly result: number;
}

interface Node {
  readonly operation: number;
  readonly left: number;
  readonly right: number;
  readonly constant: number;
}

/** Compiles a formula over named parameters and example variables. Throws SpecError (at `path`) where it does not parse or names something unknown. */
export function compile(text: string, parameters: readonly string[], variables: readonly string[], path: string): Tape {
  const nodes: Node[] = [];
  const known = new Map<string, number>();
  const names = new Map<string, number>();

  const add = (operation: number, left = 0, right = 0, constant = 0): number => {
    const key = `${operation} ${left} ${right} ${Object.is(constant, -0) ? "-0" : constant}`;
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    known.set(key, nodes.length);
    return nodes.push({ operation, left, right, constant }) - 1;
  };
  const numberOf = (node: number): number | null => (nodes[node].operation === Op.constant ? nodes[node].constant : null);

  parameters.forEach((name, index) => names.set(name, add(Op.parameter, index)));
  variables.forEach((name, index) => names.set(name, add(Op.variable, index)));

  const unknown = (formula: { at: number; name: string }, what: string, allowed: readonly string[]): never => {
    throw new SpecError(
      path,
      `at character ${formula.at} of the formula: there is no ${what} ${quoted(formula.name)}${suggestion(formula.name, allowed)}`,
    );
  };

  const combine = (operator: Exclude<Operator, "^">, left: number, right: number): number => {
    const [a, b] = [numberOf(left), numberOf(right)];
    return a === null || b === null
      ? add(arithmetic[operator].operation, left, right)
      : add(Op.constant, 0, 0, arithmetic[operator].fold(a, b));
  };
  const raise = (base: number, exponent: number): number => {
    const constant = numberOf(exponent);
    if (constant === null) return call("exp", add(Op.multiply, exponent, call("log", base)));
    const value = numberOf(base);
    if (value !== null) return add(Op.constant, 0, 0, valueOf(power, value, constant));
    return constant === 1 ? base : add(Op.power, base, 0, constant);
  };
  const call = (name: FunctionName, argument: number): number => {
    const value = numberOf(argument);
    return value === null
      ? add(Op.call, argument, functionNames.indexOf(name))
      : add(Op.constant, 0, 0, valueOf(functions[name], value, 0));
  };

  const named = (step: { readonly at: number; readonly name: string }): number => {
    const node = names.get(step.name);
    if (node !== undefined) return node;
    if (Object.hasOwn(constants, step.name)) return add(Op.constant, 0, 0, constants[step.name]);
    return unknown(step, "parameter, variable or constant", [...names.keys(), ...Object.keys(constants)]);
  };
  const negated = (operand: number): number => {
    const value = numberOf(operand);
    return value === null ? add(Op.negate, operand) : add(Op.constant, 0, 0, -value);
  };
  const called = (step: { readonly at: number; readonly name: string }, argument: number): number =>
    Object.hasOwn(functions, step.name) ? call(step.name as FunctionName, argument) : unknown(step, "function", functionNames);

  /** Nodes of operands that wait for what is done with them. */
  const results: number[] = [];
  const perform = (step: Step): number => {
    switch (step.type) {
      case "number":
        return add(Op.constant, 0, 0, step.value);
      case "name":
        return named(step);
      case "call":
        return called(step, results.pop()!);
      case "negate":
        return negated(results.pop()!);
      case "binary": {
        const right = results.pop()!;
        const left = results.pop()!;
        return step.operator === "^" ? raise(left, right) : combine(step.operator, left, right);
      }
    }
  };
  for (const step of parseFormula(text, path)) results.push(perform(step));
  return pack(nodes, parameters.length, variables.length, results[0]);
}

const arithmetic = {
  "+": { operation: Op.add, fold: (a: number, b: number) => a + b },
  "-": { operation: Op.subtract, fold: (a: number, b: number) => a - b },
  "*": { operation: Op.multiply, fold: (a: number, b: number) => a * b },
  "/": { operation: Op.divide, fold: (a: number, b: number) => a / b },
};

function valueOf(f: Derivatives, x: number, constant: number): number {
  const derivatives = new Float64Array(4);
  f(x, derivatives, constant);
  return derivatives[0];
}

function pack(nodes: readonly Node[], parameters: number, variables: number, result: number): Tape {
  const active = new Uint8Array(nodes.length);
  nodes.forEach(({ operation, left, right }, i) => {
    const binary = operation >= Op.add && operation <= Op.divide;
    active[i] = operation === Op.parameter || (operation >= Op.add && (active[left] === 1 || (binary && active[right] === 1))) ? 1 : 0;
  });
  return {
    parameters,
    variables,
    length: nodes.length,
    operation: Uint8Array.from(nodes, (node) => node.operation),
    left: Int32Array.from(nodes, (node) => node.left),
    right: Int32Array.from(nodes, (node) => node.right),
    constant: Float64Array.from(nodes, (node) => node.constant),
    active,
    result,
  };
}
