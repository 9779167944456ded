import { type Theme, themes } from "../figure/style.ts";
import { figureSvg, tableHtml } from "./content.ts";
import type { Choice, NotebookFigure, Slider, Stage } from "./stage.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Brings a page to life: runs the notebook, and again from the top whenever an input moves; a run that was overtaken shows nothing more. */
export function openPage(notebook: (stage: Stage) => Promise<void>): void {
  const chosen = new Map<string, string>();
  let generation = 0;
  const again = (): void => {
    generation++;
    void show(notebook, chosen, again, generation, () => generation);
  };
  dark.addEventListener("change", again);
  again();
}

/** Thrown into cells that go on after an input has moved. */
const overtaken = new Error("an input has moved");

async function show(
  notebook: (stage: Stage) => Promise<void>,
  chosen: Map<string, string>,
  again: () => void,
  mine: number,
  latest: () => number,
): Promise<void> {
  document.body.dataset.state = "running";
  let place: HTMLElement = document.body;
  const fresh: Element[] = [];
  const theme: Theme = dark.matches ? themes.dark : themes.light;
  const settle = (): void => place.querySelector(":scope > .shown")?.replaceChildren(...fresh.splice(0));
  const stage: Stage = {
    cell(id) {
      if (latest() !== mine) throw overtaken;
      settle();
      place = document.getElementById(`cell-${id}`)!;
    },
    slider: (slider) => Number(input(place, slider.label, () => rangeOf(slider), chosen, again) ?? slider.value),
    choice: (choice) => input(place, choice.label, () => menuOf(choice), chosen, again) ?? choice.value,
    figure: (figure) => fresh.push(figureElement(figure, theme)),
    table: (table) => fresh.push(html("div", "table", tableHtml(table))),
    verify: (sentence, holds) => fresh.push(sentenceElement(sentence, holds)),
  };
  try {
    await notebook(stage);
    if (latest() !== mine) return;
    settle();
    document.body.dataset.state = "complete";
  } catch (error) {
    if (error === overtaken || latest() !== mine) return;
    const said = html("p", "wrong", "");
    said.textContent = error instanceof Error ? error.message : String(error);
    fresh.push(said);
    settle();
    document.body.dataset.state = "failed";
  }
}

/** What was chosen under a label, or null; the input is made where it is not there yet. */
function input(
  place: HTMLElement,
  label: string,
  make: () => HTMLInputElement | HTMLSelectElement,
  chosen: Map<string, string>,
  again: () => void,
): string | null {
  const inputs = place.querySelector(":scope > .inputs")!;
  const known = [...inputs.querySelectorAll("input, select")].some((other) => other.ariaLabel === label);
  if (!known) {
    const control = make();
    control.ariaLabel = label;
    const around = html("label", "slider", "");
    const value = document.createElement("output");
    const isRange = control instanceof HTMLInputElement;
    if (isRange) value.textContent = control.value;
    control.addEventListener("input", () => {
      if (isRange) value.textContent = control.value;
      chosen.set(label, control.value);
      again();
    });
    around.append(`${label} `, control, value);
    inputs.append(around);
  }
  return chosen.get(label) ?? null;
}

function rangeOf({ from, to, step, value }: Slider): HTMLInputElement {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: from, max: to, step });
  range.value = String(value);
  return range;
}

function menuOf({ options, value }: Choice): HTMLSelectElement {
  const menu = document.createElement("select");
  menu.append(...options.map((words) => new Option(words, words, words === value, words === value)));
  return menu;
}

function figureElement(figure: NotebookFigure, theme: Theme): Element {
  const shown = html("figure", "", figureSvg(figure, document, theme, innerWidth < 600 ? "single" : "double"));
  const caption = document.createElement("figcaption");
  caption.textContent = figure.caption;
  const bar = html("div", "files", "");
  bar.append(
    link("SVG", `${figure.name}.svg`, () => figureSvg(figure, document, themes.light), "image/svg+xml"),
    link(
      "specs",
      `${figure.name}.json`,
      () =>
        JSON.stringify(
          figure.records.map(({ spec }) => spec),
          null,
          2,
        ),
      "application/json",
    ),
  );
  shown.append(caption, bar);
  return shown;
}

function link(words: string, name: string, text: () => string, type: string): Element {
  const button = document.createElement("button");
  button.textContent = `save ${words}`;
  button.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([text()], { type }));
    Object.assign(document.createElement("a"), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  });
  return button;
}

function sentenceElement(sentence: string, holds: boolean): Element {
  const said = html("p", holds ? "holds" : "fails", "");
  said.textContent = `${holds ? "✓" : "not here:"} ${sentence}`;
  return said;
}

function html(tag: string, name: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  if (name !== "") made.className = name;
  made.innerHTML = content;
  return made;
}
