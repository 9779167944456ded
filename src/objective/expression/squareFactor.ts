import { Op, type Tape } from "./tape.ts";

/**
 * c where the value of a tape is c·u², u = s·(f − y) with f free of the target y (and c counted with s²): the factor of a squared error. `target` is the index of y among the variables; without one u is whatever is squared, as a
 * difference of which the target is a constant part. null where the tape is not of that form on its face: nothing is expanded.
 */
export function squareFactor(tape: Tape, target: number | undefined): number | null {
  const factor = read(tape, target).factor[tape.result];
  return factor > 0 ? factor : null;
}

/** Whether the value of a tape is quadratic in the target y: squared errors, what is added to them and what multiplies them free of it. Then noise in y makes noise in the gradient that is linear in it. */
export function isQuadraticIn(tape: Tape, target: number): boolean {
  const { depends, quadratic } = read(tape, target);
  return depends[tape.result] === 1 && quadratic[tape.result] === 1;
}

/** What the nodes of a tape are as functions of the target. */
interface Reading {
  readonly depends: Uint8Array;
  /** c s² where a node is c·(s·y + free)²; NaN elsewhere. */
  readonly factor: Float64Array;
  readonly quadratic: Uint8Array;
}

/** One walk through the tape, as nodes use only nodes before them. */
function read({ parameters, length, operation, left, right, constant }: Tape, target: number | undefined): Reading {
  const targetNode = target === undefined ? -1 : parameters + target;
  const depends = new Uint8Array(length);
  const quadratic = new Uint8Array(length);
  /** s where a node is s·y + free; NaN elsewhere. */
  const slope = new Float64Array(length);
  const factor = new Float64Array(length).fill(NaN);
  /** A node is `own` × `base`: without the constants that it is multiplied with or divided by, and these. */
  const own = new Float64Array(length).fill(1);
  const base = new Int32Array(length).map((_, i) => i);
  /** s² where a node that is squared is s·y + free, whatever it is where there is no target. */
  const squared = (node: number): number => (targetNode < 0 ? 1 : slope[node] === 0 ? NaN : slope[node] * slope[node]);

  /** That node i is node a times k. */
  const isMultiple = (i: number, a: number, k: number): void => {
    [own[i], base[i]] = [k * own[a], base[a]];
    [slope[i], factor[i]] = [k * slope[a], k * factor[a]];
  };

  for (let i = 0; i < length; i++) {
    const [a, b] = [left[i], right[i]];
    const unary = operation[i] >= Op.negate;
    const binary = operation[i] >= Op.add && operation[i] <= Op.divide;
    depends[i] = i === targetNode || ((unary || binary) && depends[a] === 1) || (binary && depends[b] === 1) ? 1 : 0;
    slope[i] = i === targetNode ? 1 : depends[i] === 0 ? 0 : NaN;
    const isConstant = (node: number): boolean => binary && operation[node] === Op.constant;
    let sum = false;
    switch (operation[i]) {
      case Op.add:
      case Op.subtract:
        slope[i] = operation[i] === Op.add ? slope[a] + slope[b] : slope[a] - slope[b];
        sum = quadratic[a] === 1 && quadratic[b] === 1;
        break;
      case Op.negate:
        isMultiple(i, a, -1);
        sum = quadratic[a] === 1;
        break;
      case Op.divide:
        if (isConstant(b)) isMultiple(i, a, 1 / constant[b]);
        if (isConstant(b)) [slope[i], factor[i]] = [slope[a] / constant[b], factor[a] / constant[b]];
        sum = quadratic[a] === 1 && depends[b] === 0;
        break;
      case Op.multiply:
        if (isConstant(a)) isMultiple(i, b, constant[a]);
        else if (isConstant(b)) isMultiple(i, a, constant[b]);
        else if (base[a] === base[b]) factor[i] = own[a] * own[b] * squared(base[a]);
        sum = (quadratic[a] === 1 && depends[b] === 0) || (depends[a] === 0 && quadratic[b] === 1);
        break;
      case Op.power:
        if (constant[i] === 2) factor[i] = squared(a);
        break;
    }
    quadratic[i] = depends[i] === 0 || !Number.isNaN(factor[i]) || sum ? 1 : 0;
  }
  return { depends, factor, quadratic };
}
