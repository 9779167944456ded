import { type Method, themes, type Theme } from "../figure/style.ts";
import type { MethodName } from "./state.ts";
import type { Shown } from "./runs.ts";

/** Whose colour and dash of the figures a method has here: central flow stands beside SGD, so it cannot share its colour. */
const stands: Readonly<Record<MethodName | "other", Method>> = {
  "gradient-flow": "gradient-flow",
  gd: "gd",
  sgd: "sgd",
  "igr-flow": "igr-flow",
  "minibatch-flow": "minibatch-flow",
  "central-flow": "edge-flow",
  other: "other",
};

const dashes: Readonly<Record<MethodName | "other", readonly number[]>> = {
  "gradient-flow": [],
  gd: [],
  sgd: [],
  "igr-flow": [8, 4],
  "minibatch-flow": [8, 3, 2, 3],
  "central-flow": [4, 3],
  other: [],
};

export interface Look {
  readonly colour: string;
  readonly dash: readonly number[];
}

export const lookOf = (method: MethodName | "other", theme: Theme): Look => ({
  colour: theme.methods[stands[method]],
  dash: dashes[method],
});

/** Runs that were kept are paler, and so is each of several runs of one method. */
export const faint = ({ kept, label }: Shown): boolean => kept || / \d$/.test(label);

/** The theme that the page has now. */
export function pageTheme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  const dark = chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  return dark ? themes.dark : themes.light;
}
