import { logTicks } from "../figure/axis.ts";
import { compose, type Drawing } from "../figure/compose.ts";
import { element } from "../figure/element.ts";
import { serialise } from "../figure/normalise.ts";
import { type PathSeries, paths } from "../figure/paths.ts";
import type { Theme } from "../figure/style.ts";
import { canonicalText, sha256Hex } from "../spec/canonical.ts";
import { packageVersion } from "../experiment/numericVersion.ts";
import { faint, lookOf } from "./look.ts";
import { contentOf, linesOf, panelNames, titleOf } from "./panels.ts";
import type { Shown } from "./runs.ts";
import type { State } from "./state.ts";

/** The charts of the page as a figure for print: two columns wide, with the specs of its runs in its metadata. */
export function paperSvg(state: State, shown: readonly Shown[], theme: Theme): string {
  const panels = panelNames.map((name) => panelOf(name, state, shown, theme));
  const drawing: Drawing = {
    rows: [
      { panels: panels.slice(0, 2), height: 150 },
      { panels: panels.slice(2), height: 150 },
    ],
    legend: shown.map((run) => {
      const { colour, dash } = lookOf(run.method, theme);
      return { label: run.label, colour, dash: dash.join(" ") };
    }),
    description: `Loss, sharpness, ${titleOf("term", state)[0].toLowerCase()} and distance to gradient flow of ${shown.map(({ label }) => label).join(", ")}.`,
  };
  const root = compose(drawing, { document, theme, width: "double" });
  const specs = shown.map(({ spec }) => spec);
  const about = {
    figure: "explorer",
    package: `thalweg ${packageVersion}`,
    specs,
    hash: sha256Hex(canonicalText(specs)),
    runs: shown.flatMap(({ trace }) => (trace.record === null ? [] : [trace.record.id])),
  };
  root.prepend(element(document, "metadata", {}, canonicalText(about)));
  return serialise(root);
}

function panelOf(name: (typeof panelNames)[number], state: State, shown: readonly Shown[], theme: Theme) {
  const lines = linesOf(name, state, shown);
  const content = contentOf(name, state, shown, lines, theme);
  const [title, unit] = titleOf(name, state);
  const { x, y, level } = content;
  const most = y.most ?? Infinity;
  const series = shown.map((run, i): PathSeries => {
    const { colour, dash } = lookOf(run.method, theme);
    const kept = lines[i].y.flatMap((value, k) => (Number.isFinite(value) && value <= most && (!y.log || value > 0) ? [k] : []));
    return {
      curve: { x: kept.map((k) => lines[i].x[k]), y: kept.map((k) => lines[i].y[k]) },
      colour,
      dash: dash.join(" "),
      width: faint(run) ? 0.6 : undefined,
    };
  });
  return paths({
    title: title.replace("λₘₐₓ", "λ_{max}"),
    x: {
      label: x.label,
      type: x.log ? "log" : "linear",
      domain: x.reversed ? [x.domain[1], x.domain[0]] : x.domain,
      ...(x.log ? { ticks: logTicks(x.domain, 8) } : {}),
    },
    y: { label: unit, type: y.log ? "log" : "linear" },
    series: series.filter(({ curve }) => curve.x.length > 0),
    guides: level === undefined || level.at > 3 * tallest(series) ? [] : [{ y: level.at, label: level.label }],
  });
}

const tallest = (series: readonly PathSeries[]): number =>
  series.reduce((most, { curve }) => curve.y.reduce((top, value) => Math.max(top, value), most), 0);
