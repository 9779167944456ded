import { type Theme, themes } from "../figure/style.ts";
import { tableHtml } from "./content.ts";
import { sentenceOf } from "./describe.ts";
import { display, figureElement } from "./displayPage.ts";
import { addHandle } from "./drag.ts";
import { html, textElement } from "./elements.ts";
import { type Inputs, openInputs } from "./inputs.ts";
import { type MakeFile, paperBar } from "./paperBar.ts";
import { progress } from "./progressPage.ts";
import type { NotebookFigure, Stage } from "./stage.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** What the script beside the pages, made of `paperFiles.ts` and the font, leaves for them. */
declare global {
  var thalwegPaper: MakeFile | undefined;
}

/** Brings a page to life: runs the notebook, and again from the top whenever an input moves; a run that was overtaken is cancelled and shows nothing more. */
export function openPage(notebook: (stage: Stage) => Promise<void>): void {
  let present = new AbortController();
  const again = (): void => {
    present.abort();
    present = new AbortController();
    void show(notebook, inputs, present.signal);
  };
  const inputs = openInputs(again);
  dark.addEventListener("change", again);
  again();
}

/** Thrown into cells that go on after an input has moved. */
const overtaken = new Error("an input has moved");

async function show(notebook: (stage: Stage) => Promise<void>, inputs: Inputs, signal: AbortSignal): Promise<void> {
  document.body.dataset.state = "running";
  let place: HTMLElement = document.body;
  const fresh: Element[] = [];
  const theme: Theme = dark.matches ? themes.dark : themes.light;
  const settle = (): void => place.querySelector(":scope > .shown")?.replaceChildren(...fresh.splice(0));
  const mine = <Value>(value: Value): Value => {
    if (signal.aborted) throw overtaken;
    return value;
  };
  const stage: Stage = {
    cell(id) {
      mine(id);
      settle();
      place = document.getElementById(`cell-${id}`)!;
    },
    slider: (slider) => inputs.slider(place, slider),
    choice: (choice) => inputs.choice(place, choice),
    figure(figure) {
      const shown = withFiles(figureElement(figure, theme), figure);
      if (figure.drag !== undefined) addHandle(shown, figure.drag, inputs);
      fresh.push(shown);
      return figure;
    },
    table: (table) => fresh.push(html("div", "table", tableHtml(table))),
    display: (value) => fresh.push(display(value)),
    progress: async (label, work) =>
      mine(await progress(label, work, { signal, show: (bar) => place.querySelector(":scope > .inputs")!.append(bar) })),
    paper: (figure) => Promise.resolve(void fresh.push(paperElement(figure))),
    verify: (sentence, holds) => fresh.push(textElement("p", holds ? "holds" : "fails", `${holds ? "✓" : "not here:"} ${sentence}`)),
  };
  try {
    await notebook(stage);
    mine(settle());
    document.body.dataset.state = "complete";
  } catch (error) {
    if (signal.aborted) return;
    fresh.push(textElement("p", "wrong", sentenceOf(error)));
    settle();
    document.body.dataset.state = "failed";
  }
}

function withFiles(shown: HTMLElement, figure: NotebookFigure): HTMLElement {
  shown.append(paperBar(figure, loadPaper));
  return shown;
}

function paperElement(figure: NotebookFigure): HTMLElement {
  const shown = textElement("p", "", `${figure.name}: vectors in print size, its font embedded, its specs in the metadata.`);
  return withFiles(shown, figure);
}

/** Loads the script that makes files: it holds a font and a writer of PDF, larger than everything else in a page together. */
function loadPaper(): Promise<MakeFile> {
  return new Promise((resolve, reject) => {
    if (globalThis.thalwegPaper !== undefined) return resolve(globalThis.thalwegPaper);
    const script = document.createElement("script");
    script.src = "paper.js";
    script.addEventListener("load", () => resolve(globalThis.thalwegPaper!));
    script.addEventListener("error", () => reject(new Error("paper.js is not beside this page: build the notebooks again")));
    document.head.append(script);
  });
}
