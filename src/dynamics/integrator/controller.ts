/** The positive k-th root of x, 1e-12 ≤ x ≤ 1e12 (clamped), by Newton's method from above: no Math.pow, the same bits everywhere. */
export function root(x: number, k: number): number {
  const a = Math.min(1e12, Math.max(1e-12, x));
  let y = a > 1 ? Math.sqrt(a) : 1;
  for (;;) {
    let power = 1;
    for (let i = 1; i < k; i++) power *= y;
    const next = ((k - 1) * y + a / power) / k;
    if (next >= y) return y;
    y = next;
  }
}

/** Proposes step lengths from error estimates that fall like h^errorOrder. */
export interface Controller {
  /** The factor on h after an accepted step whose error, in units of the allowed one, was `error`. */
  accepted(h: number, error: number): number;
  /** The factor on h after a rejected step. */
  rejected(error: number): number;
}

/** Steps are chosen to meet this part of the allowed error, in terms of their length. */
const safety = 0.8;

/**
 * The predictive controller of Watts (1984) and Gustafsson (1994), as in the code RKC: the trend of the error over the last two steps is
 * carried on. Factors between 0.1 and `largestGrowth`; no growth right after a rejection.
 */
export function predictiveController(errorOrder: number, largestGrowth: number): Controller {
  let lastError = 0;
  let lastH = 0;
  let afterRejection = false;
  return {
    accepted(h, error) {
      const e = root(Math.max(error, 1e-10), errorOrder);
      let factor = safety / e;
      if (lastH > 0) factor = Math.min(factor, factor * ((lastError * h) / (e * lastH)));
      lastError = e;
      lastH = h;
      const most = afterRejection ? 1 : largestGrowth;
      afterRejection = false;
      return Math.min(most, Math.max(0.1, factor));
    },
    rejected(error) {
      afterRejection = true;
      return Math.min(safety, Math.max(0.1, safety / root(error, errorOrder)));
    },
  };
}
