import { packageVersion } from "../experiment/numericVersion.ts";
import { compose } from "../figure/compose.ts";
import { element } from "../figure/element.ts";
import { type Provenance, provenance, provenanceText } from "../figure/export/provenance.ts";
import { serialise } from "../figure/normalise.ts";
import type { Theme, Width } from "../figure/style.ts";
import { printable } from "../spec/printable.ts";
import type { NotebookFigure, NotebookTable } from "./stage.ts";

/** What a figure of a notebook was made from. */
export function provenanceOf({ name, records }: NotebookFigure): Provenance {
  return provenance(
    name,
    `thalweg ${packageVersion}`,
    records.map(({ spec }) => spec),
    records.map(({ id }) => id),
  );
}

/** A figure as one SVG to be seen at once, with its provenance in the metadata. Files for a paper, with their font, are made by `takeToPaper`. */
export function figureSvg(figure: NotebookFigure, document: Document, theme: Theme, width: Width = "double"): string {
  const root = compose(figure.drawing, { document, theme, width, idPrefix: `${figure.name}-${width}-` });
  root.prepend(element(document, "metadata", {}, provenanceText(provenanceOf(figure))));
  return serialise(root);
}

/** A table as HTML. */
export function tableHtml({ heads, rows }: NotebookTable): string {
  const line = (tag: string, cells: readonly (string | number)[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${line("th", heads)}</thead><tbody>${rows.map((row) => line("td", row)).join("")}</tbody></table>`;
}

/** A table as lines of text, its columns aligned. */
export function tableText({ heads, rows }: NotebookTable): string {
  const lines = [heads, ...rows].map((row) => row.map((cell) => printable(String(cell))));
  const widths = heads.map((_, i) => lines.reduce((most, line) => Math.max(most, line[i].length), 0));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text that stands for itself in HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
