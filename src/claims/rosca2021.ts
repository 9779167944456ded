import { distance } from "../kernel/vector.ts";
import { claim, type Paper } from "./claim.ts";
import { type Field, referenceFlow } from "./tools/referenceFlow.ts";
import { logLogSlope } from "./tools/slope.ts";

/** A game ẋ = f, ẏ = g of two players with one parameter each, and its partial derivatives. */
interface Game {
  readonly f: number;
  readonly g: number;
  readonly fx: number;
  readonly fy: number;
  readonly gx: number;
  readonly gy: number;
}

/** f = −x + 2y − x³/3 + xy/2, g = −2x − y/2 + x² − y³/5. */
function gameAt(x: number, y: number): Game {
  return {
    f: -x + 2 * y - (x * x * x) / 3 + (x * y) / 2,
    g: -2 * x - y / 2 + x * x - (y * y * y) / 5,
    fx: -1 - x * x + y / 2,
    fy: 2 + x / 2,
    gx: -2 + 2 * x,
    gy: -0.5 - 0.6 * y * y,
  };
}

const from = Float64Array.of(0.7, -0.4);
const setting = "f = −x + 2y − x³/3 + xy/2, g = −2x − y/2 + x² − y³/5 from (0.7, −0.4); step h for x and bh for y, h = 0.005 … 0.000625";

type Sign = 1 | -1;

/** One step: both players at once, or y after it has seen x's move. */
function step(h: number, b: number, alternating: boolean): Float64Array {
  const [x, y] = from;
  const moved = x + h * gameAt(x, y).f;
  return Float64Array.of(moved, y + b * h * gameAt(alternating ? moved : x, y).g);
}

/** The modified field in the time of a step h of x: f̃ = f − (h/2)(f_x f + b f_y g), g̃ = bg − (h/2)(±b g_x f + b² g_y g), + for simultaneous steps. */
const drifted =
  (h: number, b: number, sign: Sign): Field =>
  (w, out) => {
    const { f, g, fx, fy, gx, gy } = gameAt(w[0], w[1]);
    out[0] = f - (h / 2) * (fx * f + b * fy * g);
    out[1] = b * g - (h / 2) * (sign * b * gx * f + b * b * gy * g);
  };

const plain =
  (b: number): Field =>
  (w, out) => {
    const { f, g } = gameAt(w[0], w[1]);
    out[0] = f;
    out[1] = b * g;
  };

const stepSizes = [0.005, 0.0025, 0.00125, 0.000625];

function order(b: number, alternating: boolean, field: (h: number) => Field): number {
  return logLogSlope(
    stepSizes,
    stepSizes.map((h) => distance(step(h, b, alternating), referenceFlow(field(h), from, h, 8))),
  );
}

const nextTerm = "the next term of the expansion bends the slope by less than this at these step sizes";
const quantity = (words: string, value: number) => ({ quantity: words, expected: { value, within: 0.1 }, why: nextTerm });

const drift = claim({
  name: "discretisation-drift",
  statement:
    "In a game of two players a step follows the field with the drift terms up to O(h³); whether the players move at once or in turn changes the sign of one of them.",
  source: "Rosca, Wu, Dherin & Barrett 2021, theorems 3.1 and 3.2 (steps αh and λh, one update each)",
  setting,
  checks: ["A44"],
  quantities: {
    simultaneous: quantity("local order, simultaneous steps, b = 1", 3),
    alternating: quantity("local order, alternating steps, b = 1", 3),
    simultaneousTwo: quantity("local order, simultaneous steps, b = 2", 3),
    alternatingTwo: quantity("local order, alternating steps, b = 2", 3),
    crossed: quantity("local order, alternating steps against the terms of simultaneous ones", 2),
    simultaneousFlow: quantity("local order against the game's own field, simultaneous", 2),
    alternatingFlow: quantity("local order against the game's own field, alternating", 2),
  },
  seconds: 0.1,
  compute: () => ({
    values: {
      simultaneous: order(1, false, (h) => drifted(h, 1, 1)),
      alternating: order(1, true, (h) => drifted(h, 1, -1)),
      simultaneousTwo: order(2, false, (h) => drifted(h, 2, 1)),
      alternatingTwo: order(2, true, (h) => drifted(h, 2, -1)),
      crossed: order(1, true, (h) => drifted(h, 1, 1)),
      simultaneousFlow: order(1, false, () => plain(1)),
      alternatingFlow: order(1, true, () => plain(1)),
    },
  }),
});

const bilinear = claim({
  name: "bilinear",
  statement:
    "In the bilinear game ẋ = y, ẏ = −x simultaneous steps spiral outwards as the drift predicts: the radius grows by √(1 + h²), e^(h²/2) up to O(h⁴), while the game's own flow keeps it.",
  source: "Rosca et al. 2021, section 4 (Dirac-GAN-like game)",
  setting: "h = 0.4, 0.2, 0.1, 0.05; one step from (1, 0); flows by the classical Runge–Kutta method, 40 steps",
  quantities: {
    order: quantity("order in h of the difference between √(1 + h²) and the drifted flow's radius", 4),
    growth: {
      quantity: "radius of the drifted flow after a step of 0.4",
      expected: { value: 1.0833, within: 1e-4 },
      why: "e^0.08 = 1.08329; the reference flow is exact to 1e-9",
    },
  },
  seconds: 0.1,
  compute: () => {
    const sizes = [0.4, 0.2, 0.1, 0.05];
    const radius = (h: number): number => {
      const field: Field = (w, out) => {
        out[0] = w[1] + (h / 2) * w[0];
        out[1] = -w[0] + (h / 2) * w[1];
      };
      const [x, y] = referenceFlow(field, Float64Array.of(1, 0), h, 40);
      return Math.sqrt(x * x + y * y);
    };
    const gaps = sizes.map((h) => Math.abs(Math.sqrt(1 + h * h) - radius(h)));
    return { values: { order: logLogSlope(sizes, gaps), growth: radius(0.4) } };
  },
});

/** Rosca, Wu, Dherin & Barrett 2021. */
export const rosca2021: Paper = {
  id: "rosca-2021",
  citation: "Rosca, Wu, Dherin & Barrett 2021, “Discretization drift in two-player games”, ICML 2021",
  link: "https://arxiv.org/abs/2105.13922",
  claims: [drift, bilinear],
};
