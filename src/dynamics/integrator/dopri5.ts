import type { Method } from "./integrator.ts";
import { openTableau, type Tableau } from "./tableau.ts";

/** Rows of the stages 2 … 7; the last is the step's end. Dormand & Prince 1980, table 2. */
const tableau: Tableau = {
  stages: [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  error: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
};

const method: Method = {
  order: 5,
  errorOrder: 5,
  fewestStages: 6,
  mostStages: 6,
  largestGrowth: 5,
  // Where R(−z) = 1, R(z) = 1 + z + z²/2 + z³/6 + z⁴/24 + z⁵/120 + z⁶/600.
  interval: () => 3.306567895,
  open: (vectors, evaluate, arrive) => openTableau(tableau, vectors, evaluate, arrive),
};

/**
 * The Runge-Kutta pair of Dormand & Prince 1980, order 5 with an embedded solution of order 4 (local extrapolation; also known as
 * DOPRI5, RK45, ode45): six gradients a step, stable on the real axis for h × sharpness ≤ 3.306. The error estimate is
 * the difference of the two, O(h⁵); the last evaluation is the next step's first. For comparison, and for flows that are not stiff.
 */
export const dopri5 = { method: (): Method => method };
