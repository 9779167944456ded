import { button, html, textElement } from "./elements.ts";
import type { PaperFormat } from "./paperFiles.ts";
import type { NotebookFigure } from "./stage.ts";

/** Makes a figure's file. */
export type MakeFile = (figure: NotebookFigure, format: PaperFormat) => Promise<Blob>;

const formats: readonly (readonly [PaperFormat, string])[] = [
  ["svg", "SVG"],
  ["pdf", "PDF"],
  ["png", "PNG"],
  ["json", "specs"],
];

/** Buttons that save a figure; what makes the files comes when the first is asked for. */
export function paperBar(figure: NotebookFigure, load: () => Promise<MakeFile>): HTMLElement {
  const bar = html("div", "files", "");
  bar.append(
    ...formats.map(([format, words]) =>
      button(`save ${words}`, () => {
        bar.querySelector(".wrong")?.remove();
        void load()
          .then((make) => make(figure, format))
          .then(
            (file) => save(file, `${figure.name}.${format}`),
            (error: Error) => bar.append(textElement("span", "wrong", error.message)),
          );
      }),
    ),
  );
  return bar;
}

function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
