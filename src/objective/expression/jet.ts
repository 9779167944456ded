import { functionNames, Op, type Tape } from "./tape.ts";
import { type Derivatives, functions, power } from "./functions.ts";

const calls: readonly Derivatives[] = functionNames.map((name) => functions[name]);

/**
 * Derivatives of a tape along a direction, for up to `lanes` examples side by side. With w(t) = w + tu, node i holds its
 * value and its first two derivatives in t at t = 0 (`value[0…2]`); the reverse sweep gives the same three numbers of
 * ∂result/∂node (`adjoint[0…2]`). At the parameters these are ∇ℓ, ∇²ℓ·u and ∇³ℓ[u, u]
 * (forward-over-reverse differentiation; Griewank & Walther 2008, ch. 5 and 13). Element (node, lane) is at node · lanes + lane.
 */
export class JetSweep {
  readonly tape: Tape;
  readonly lanes: number;
  readonly value: readonly [Float64Array, Float64Array, Float64Array];
  readonly adjoint: readonly [Float64Array, Float64Array, Float64Array];
  /** f′, f″, f‴ at the operand of each node of one operand. */
  readonly #slope: readonly [Float64Array, Float64Array, Float64Array];
  readonly #derivatives = new Float64Array(4);

  constructor(tape: Tape, lanes: number) {
    const room = (): [Float64Array, Float64Array, Float64Array] => [
      new Float64Array(tape.length * lanes),
      new Float64Array(tape.length * lanes),
      new Float64Array(tape.length * lanes),
    ];
    this.tape = tape;
    this.lanes = lanes;
    this.value = room();
    this.adjoint = room();
    this.#slope = room();
    for (let i = 0; i < tape.length; i++)
      if (tape.operation[i] === Op.constant) this.value[0].fill(tape.constant[i], i * lanes, (i + 1) * lanes);
  }

  /** Values and their first `order` derivatives along the direction, from those of parameters and variables, for `count` lanes. */
  forward(order: number, count: number): void {
    const { tape, lanes } = this;
    for (let i = 0; i < tape.length; i++) {
      const operation = tape.operation[i];
      if (operation < Op.add) continue;
      const at = i * lanes;
      const a = tape.left[i] * lanes;
      if (operation >= Op.power) this.#forwardFunction(i, order, count);
      else this.#forwardArithmetic(operation, at, a, tape.right[i] * lanes, tape.active[i] === 1 ? order : 0, count);
    }
  }

  #forwardArithmetic(operation: number, at: number, a: number, b: number, order: number, count: number): void {
    const [v, v1, v2] = this.value;
    for (let l = 0; l < count; l++) {
      const c = at + l;
      const x = a + l;
      const y = b + l;
      switch (operation) {
        case Op.add:
          v[c] = v[x] + v[y];
          if (order > 0) v1[c] = v1[x] + v1[y];
          if (order > 1) v2[c] = v2[x] + v2[y];
          break;
        case Op.subtract:
          v[c] = v[x] - v[y];
          if (order > 0) v1[c] = v1[x] - v1[y];
          if (order > 1) v2[c] = v2[x] - v2[y];
          break;
        case Op.negate:
          v[c] = -v[x];
          if (order > 0) v1[c] = -v1[x];
          if (order > 1) v2[c] = -v2[x];
          break;
        case Op.multiply:
          v[c] = v[x] * v[y];
          if (order > 0) v1[c] = v1[x] * v[y] + v[x] * v1[y];
          if (order > 1) v2[c] = v2[x] * v[y] + 2 * v1[x] * v1[y] + v[x] * v2[y];
          break;
        case Op.divide:
          v[c] = v[x] / v[y];
          if (order > 0) v1[c] = (v1[x] - v[c] * v1[y]) / v[y];
          if (order > 1) v2[c] = (v2[x] - 2 * v1[c] * v1[y] - v[c] * v2[y]) / v[y];
          break;
      }
    }
  }

  #forwardFunction(i: number, order: number, count: number): void {
    const { tape, lanes } = this;
    const [v, v1, v2] = this.value;
    const [s1, s2, s3] = this.#slope;
    const d = this.#derivatives;
    const derivatives = tape.operation[i] === Op.power ? power : calls[tape.right[i]];
    const active = tape.active[i] === 1;
    for (let l = 0; l < count; l++) {
      const c = i * lanes + l;
      const x = tape.left[i] * lanes + l;
      derivatives(v[x], d, tape.constant[i]);
      v[c] = d[0];
      if (!active) continue;
      s1[c] = d[1];
      s2[c] = d[2];
      s3[c] = d[3];
      if (order > 0) v1[c] = d[1] * v1[x];
      if (order > 1) v2[c] = d[2] * v1[x] * v1[x] + d[1] * v2[x];
    }
  }

  /** After `forward` of at least the same order: the derivatives of the result with respect to every active node. */
  reverse(order: number, count: number): void {
    const { tape, lanes } = this;
    for (let k = 0; k <= order; k++) this.adjoint[k].fill(0);
    this.adjoint[0].fill(1, tape.result * lanes, tape.result * lanes + count);
    for (let i = tape.length - 1; i >= tape.parameters; i--) {
      if (tape.active[i] === 0) continue;
      const operation = tape.operation[i];
      if (operation >= Op.power) this.#reverseFunction(i, order, count);
      else this.#reverseArithmetic(i, operation, order, count);
    }
  }

  #reverseArithmetic(i: number, operation: number, order: number, count: number): void {
    const { left, right, active } = this.tape;
    const a = left[i];
    const b = right[i];
    if (operation === Op.divide) return this.#reverseDivide(i, order, count);
    if (operation === Op.multiply) {
      if (active[a] === 1) this.#addProduct(i, b, a, order, count);
      if (active[b] === 1) this.#addProduct(i, a, b, order, count);
      return;
    }
    if (active[a] === 1) this.#addMultiple(operation === Op.negate ? -1 : 1, i, a, order, count);
    if (operation !== Op.negate && active[b] === 1) this.#addMultiple(operation === Op.subtract ? -1 : 1, i, b, order, count);
  }

  /** adjoint(target) += factor · adjoint(source). */
  #addMultiple(factor: number, source: number, target: number, order: number, count: number): void {
    const { lanes } = this;
    for (let k = 0; k <= order; k++) {
      const adjoint = this.adjoint[k];
      for (let l = 0; l < count; l++) adjoint[target * lanes + l] += factor * adjoint[source * lanes + l];
    }
  }

  /** adjoint(target) += adjoint(source) · value(other). */
  #addProduct(source: number, other: number, target: number, order: number, count: number): void {
    const { lanes } = this;
    const [v, v1, v2] = this.value;
    const [g, g1, g2] = this.adjoint;
    for (let l = 0; l < count; l++) {
      const s = source * lanes + l;
      const o = other * lanes + l;
      const t = target * lanes + l;
      g[t] += g[s] * v[o];
      if (order > 0) g1[t] += g1[s] * v[o] + g[s] * v1[o];
      if (order > 1) g2[t] += g2[s] * v[o] + 2 * g1[s] * v1[o] + g[s] * v2[o];
    }
  }

  /** c = a / b: with q = adjoint(c) / b, adjoint(a) += q and adjoint(b) −= q c. */
  #reverseDivide(i: number, order: number, count: number): void {
    const { lanes } = this;
    const { left, right, active } = this.tape;
    const [v, v1, v2] = this.value;
    const [g, g1, g2] = this.adjoint;
    for (let l = 0; l < count; l++) {
      const c = i * lanes + l;
      const x = left[i] * lanes + l;
      const y = right[i] * lanes + l;
      const q = g[c] / v[y];
      const q1 = order > 0 ? (g1[c] - q * v1[y]) / v[y] : 0;
      const q2 = order > 1 ? (g2[c] - 2 * q1 * v1[y] - q * v2[y]) / v[y] : 0;
      if (active[left[i]] === 1) {
        g[x] += q;
        if (order > 0) g1[x] += q1;
        if (order > 1) g2[x] += q2;
      }
      if (active[right[i]] === 1) {
        g[y] -= q * v[c];
        if (order > 0) g1[y] -= q1 * v[c] + q * v1[c];
        if (order > 1) g2[y] -= q2 * v[c] + 2 * q1 * v1[c] + q * v2[c];
      }
    }
  }

  /** c = f(x): adjoint(x) += adjoint(c) · f′(x(t)), whose derivatives in t are f″ẋ and f‴ẋ² + f″ẍ. */
  #reverseFunction(i: number, order: number, count: number): void {
    const { lanes } = this;
    const [, v1, v2] = this.value;
    const [g, g1, g2] = this.adjoint;
    const [s1, s2, s3] = this.#slope;
    for (let l = 0; l < count; l++) {
      const c = i * lanes + l;
      const x = this.tape.left[i] * lanes + l;
      const f1 = s2[c] * v1[x];
      g[x] += g[c] * s1[c];
      if (order > 0) g1[x] += g1[c] * s1[c] + g[c] * f1;
      if (order > 1) g2[x] += g2[c] * s1[c] + 2 * g1[c] * f1 + g[c] * (s3[c] * v1[x] * v1[x] + s2[c] * v2[x]);
    }
  }
}
