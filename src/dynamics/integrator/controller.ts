/** The positive k-th root of x for 1e-12 ≤ x ≤ 1e12 (clamped), by Newton's method from above: no Math.pow, the same bits everywhere. */
export function root(x: number, k: number): number {
  const a = Math.min(1e12, Math.max(1e-12, x));
  let y = Math.max(1, a > 1 ? Math.sqrt(a) : 1);
  for (let iteration = 0; iteration < 200; iteration++) {
    let power = 1;
    for (let i = 1; i < k; i++) power *= y;
    const next = ((k - 1) * y + a / power) / k;
    if (next >= y) return y;
    y = next;
  }
  return y;
}

/** Proposes step lengths from error estimates that fall like h^errorOrder. */
export interface Controller {
  /** The factor on h after an accepted step whose error, in units of the allowed one, was `error`. */
  accepted(h: number, error: number): number;
  /** The factor on h after a rejected step. */
  rejected(error: number): number;
}

/**
 * The predictive controller of Watts (1984) and Gustafsson (1994): the trend of the error over the last two steps is
 * carried on. Safety factor 0.8, factors between 0.1 and 5 (10 down on rejection); no growth right after a rejection.
 */
export function predictiveController(errorOrder: number): Controller {
  let lastError = 0;
  let lastH = 0;
  let afterRejection = false;
  return {
    accepted(h, error) {
      const e = root(Math.max(error, 1e-10), errorOrder);
      let factor = 0.8 / e;
      if (lastH > 0) factor = Math.min(factor, factor * ((lastError * h) / (e * lastH)));
      lastError = e;
      lastH = h;
      const most = afterRejection ? 1 : 5;
      afterRejection = false;
      return Math.min(most, Math.max(0.1, factor));
    },
    rejected(error) {
      afterRejection = true;
      return Math.min(0.8, Math.max(0.1, 0.8 / root(error, errorOrder)));
    },
  };
}
