import { type Colours, drawChart, type Frame } from "./chart.ts";
import type { Theme } from "../figure/style.ts";
import { make } from "./element.ts";
import { pageTheme } from "./look.ts";
import { contentOf, linesOf, type PanelName, panelNames, termTitles, titleOf } from "./panels.ts";
import type { Shown } from "./runs.ts";
import { type State, terms } from "./state.ts";
import type { Line } from "./trace.ts";

export interface Charts {
  /** Draws the next panel in turn, or all of them, and answers the lines in them as last drawn: while curves grow no picture may take long. */
  draw(state: State, shown: readonly Shown[], cursor: number | null, all: boolean): Readonly<Record<PanelName, readonly Line[]>>;
}

interface ChartActions {
  point(cursor: number | null): void;
  chooseTerm(term: State["term"]): void;
}

interface View {
  readonly name: PanelName;
  readonly canvas: HTMLCanvasElement;
  readonly title: HTMLElement;
  readonly unit: HTMLElement;
  frame: Frame | null;
}

/** Builds the four charts into a section. */
export function buildCharts(section: HTMLElement, actions: ChartActions): Charts {
  let cursor: number | null = null;
  let domain: readonly [number, number] = [0, 1];
  let reversed = false;
  let log = false;
  const select = make(
    "select",
    { "aria-label": "Which part of the modified loss", name: "term" },
    ...terms.map((value) => make("option", { value }, termTitles[value])),
  );
  select.addEventListener("change", () => actions.chooseTerm(select.value as State["term"]));
  const views = panelNames.map((name): View => {
    const canvas = make("canvas", { role: "img", tabindex: 0, id: `chart-${name}` });
    const [title, unit] = [make("strong"), make("span", { class: "unit" })];
    section.append(
      make("figure", {}, make("figcaption", {}, make("span", {}, title, " ", unit), ...(name === "term" ? [select] : [])), canvas),
    );
    const view: View = { name, canvas, title, unit, frame: null };
    listen(view);
    return view;
  });

  /** The pointer and the keys of one chart move the cursor of all. */
  function listen(view: View): void {
    const { canvas } = view;
    const follow = ({ offsetX }: PointerEvent): void => {
      if (view.frame === null) return;
      const { left, right } = view.frame;
      actions.point(view.frame.fromX(Math.min(right, Math.max(left, offsetX))));
    };
    canvas.addEventListener("pointermove", follow);
    canvas.addEventListener("pointerdown", follow);
    canvas.addEventListener(
      "pointerleave",
      ({ pointerType }) => pointerType === "mouse" && document.activeElement !== canvas && actions.point(null),
    );
    canvas.addEventListener("keydown", (event) => {
      const share = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
      if (event.key === "Escape") actions.point(null);
      else if (event.key === "Home") actions.point(reversed ? domain[1] : domain[0]);
      else if (event.key === "End") actions.point(reversed ? domain[0] : domain[1]);
      else if (share !== undefined) actions.point(moved(share * (event.shiftKey ? 0.05 : 0.01)));
      else return;
      event.preventDefault();
    });
  }

  function moved(share: number): number {
    const along = log ? Math.log : Number;
    const [low, high] = domain.map(along);
    const from = cursor === null ? (reversed ? low : high) : along(cursor);
    const to = Math.min(high, Math.max(low, from + (reversed ? -share : share) * (high - low)));
    return log ? Math.exp(to) : to;
  }

  let turn = 0;
  const lines: Record<PanelName, readonly Line[]> = { loss: [], sharpness: [], term: [], distance: [] };

  function drawView(view: View, state: State, shown: readonly Shown[]): void {
    const { name, canvas, title, unit } = view;
    const theme = pageTheme();
    lines[name] = linesOf(name, state, shown);
    const content = contentOf(name, state, shown, lines[name], theme);
    const [words, unitWords] = titleOf(name, state);
    setText(title, words);
    setText(unit, unitWords === "" ? "" : `in ${unitWords}`);
    canvas.setAttribute("aria-label", `${words} of ${shown.map(({ label }) => label).join(", ")}; arrow keys read values`);
    view.frame = drawChart(canvas, content, coloursOf(theme), cursor);
    ({ domain, reversed, log } = content.x);
  }

  return {
    draw(state, shown, at, all) {
      cursor = at;
      select.value = state.term;
      for (const view of all ? views : [views[turn]]) drawView(view, state, shown);
      turn = (turn + 1) % views.length;
      return lines;
    },
  };
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const coloursOf = ({ name, ink, muted, background }: Theme): Colours => ({
  ink,
  muted,
  background,
  grid: name === "light" ? "#e6eaf0" : "#262b34",
});
