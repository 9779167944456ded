/** Everything that makes the figures look alike: sizes, type, colours, dashes, symbols. Lengths are points (1/72 in), the unit of every figure's viewBox. */

/** Widths that journals print: one column and the full page, in points. */
export const widths = { single: 3.25 * 72, double: 6.75 * 72 } as const;
/** One of the widths that journals print. */
export type Width = keyof typeof widths;

/** The font of every figure, embedded in its files. */
export const fontFamily = "DejaVu Sans";
/** Seen only where the embedded font is refused: Verdana and Bitstream Vera share its proportions. */
export const fontStack = `"${fontFamily}", "Bitstream Vera Sans", Verdana, sans-serif`;

/** Sizes of type, in points. */
export const fontSizes = { tick: 6.2, label: 7, note: 6.2, title: 7.6 } as const;
/** Widths of lines, in points. */
export const strokeWidths = { axis: 0.6, line: 1.2, thin: 0.7, guide: 0.6 } as const;

/** The colours of a page: of its ground, of text and axes, of each method. */
export interface Theme {
  readonly name: "light" | "dark";
  readonly background: string;
  /** Text, axes and the reference path. */
  readonly ink: string;
  /** Secondary text and guides. */
  readonly muted: string;
  /** Contours and grids. */
  readonly faint: string;
  /** One colour per method, the same in every figure (after Okabe & Ito 2008; told apart in grey by dash and symbol). */
  readonly methods: Readonly<Record<Method, string>>;
}

/** What a path or a point can be: the same look in every figure. */
export type Method =
  | "gradient-flow"
  | "gd"
  | "igr-flow"
  | "third-order-flow"
  | "sgd"
  | "minibatch-flow"
  | "sgd-with-replacement"
  | "central-flow"
  | "edge-flow"
  | "rod-flow"
  | "other";

/** Colours on white paper. */
export const light: Theme = {
  name: "light",
  background: "#ffffff",
  ink: "#1a1a1a",
  muted: "#5c5c5c",
  faint: "#c9ced6",
  methods: {
    "gradient-flow": "#1a1a1a",
    gd: "#0072b2",
    "igr-flow": "#d98200",
    "third-order-flow": "#009e73",
    sgd: "#c44e00",
    "minibatch-flow": "#b0528a",
    "sgd-with-replacement": "#0072b2",
    "central-flow": "#c44e00",
    "edge-flow": "#009e73",
    "rod-flow": "#b0528a",
    other: "#5c5c5c",
  },
};

/** Colours on a dark page. */
export const dark: Theme = {
  name: "dark",
  background: "#14171c",
  ink: "#ececec",
  muted: "#a8adb5",
  faint: "#3d4450",
  methods: {
    "gradient-flow": "#ececec",
    gd: "#56b4e9",
    "igr-flow": "#f0b13c",
    "third-order-flow": "#2fc79a",
    sgd: "#ff8a3d",
    "minibatch-flow": "#e08fc0",
    "sgd-with-replacement": "#56b4e9",
    "central-flow": "#ff8a3d",
    "edge-flow": "#2fc79a",
    "rod-flow": "#e08fc0",
    other: "#a8adb5",
  },
};

/** Both themes by name. */
export const themes = { light, dark } as const;

/** Dash patterns, in points; "" is a solid line. Theory is dashed, what was measured is solid. */
export const dashes: Readonly<Record<Method, string>> = {
  "gradient-flow": "",
  gd: "",
  "igr-flow": "4 2",
  "third-order-flow": "1.2 1.6",
  sgd: "",
  "minibatch-flow": "4 1.6 1 1.6",
  "sgd-with-replacement": "2 2",
  "central-flow": "",
  "edge-flow": "4 2",
  "rod-flow": "1.2 1.6",
  other: "",
};

/** Symbols that stay distinct at 5 points across and in grey, by rank. */
export const symbols = ["circle", "square", "triangle", "diamond", "star", "wye", "cross", "plus"] as const;
/** The name of a symbol. */
export type SymbolName = (typeof symbols)[number];

/** Names of methods as figures print them. */
export const methodNames: Readonly<Record<Method, string>> = {
  "gradient-flow": "gradient flow",
  gd: "gradient descent",
  "igr-flow": "IGR flow",
  "third-order-flow": "third-order flow",
  sgd: "SGD",
  "minibatch-flow": "minibatch flow",
  "sgd-with-replacement": "SGD, independent draws",
  "central-flow": "central flow",
  "edge-flow": "edge flow",
  "rod-flow": "rod flow",
  other: "",
};

/** A sequence from dark to light (light to dark on a dark page) for an ordered quantity such as η, the extremes left out: `t` in [0, 1] of viridis-like anchors. */
export function sequential(theme: Theme, t: number): string {
  const anchors =
    theme.name === "light"
      ? ["#46327e", "#365c8d", "#277f8e", "#1fa187", "#7cb82f", "#c9a800"]
      : ["#7f6fd0", "#5b8ec9", "#3fb0bd", "#3ecf9f", "#a5db54", "#f5df4d"];
  return interpolate(anchors, t);
}

/** Diverging about `t` = ½, colour-blind safe (blue – grey – orange-red). */
export function diverging(theme: Theme, t: number): string {
  const anchors =
    theme.name === "light"
      ? ["#2166ac", "#5b9bd0", "#8c8c8c", "#e08214", "#b2182b"]
      : ["#5aa9ff", "#86bfee", "#b9b9b9", "#f0a24c", "#ff6b6b"];
  return interpolate(anchors, t);
}

/** Diverging for areas: its middle is close to the page, so that zero reads as nothing. */
export function divergingArea(theme: Theme, t: number): string {
  const anchors =
    theme.name === "light"
      ? ["#2166ac", "#92c5de", "#f3f3f3", "#f4b183", "#b2182b"]
      : ["#4393e6", "#2c5a8a", "#23272e", "#8a4a1e", "#f0803c"];
  return interpolate(anchors, t);
}

function interpolate(anchors: readonly string[], t: number): string {
  const place = Math.min(1, Math.max(0, t)) * (anchors.length - 1);
  const i = Math.min(anchors.length - 2, Math.floor(place));
  const part = (k: number): string => {
    const from = parseInt(anchors[i].slice(k, k + 2), 16);
    const to = parseInt(anchors[i + 1].slice(k, k + 2), 16);
    return Math.round(from + (to - from) * (place - i))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}
