import { packageVersion } from "../experiment/numericVersion.ts";
import { compose } from "../figure/compose.ts";
import { element } from "../figure/element.ts";
import { serialise } from "../figure/normalise.ts";
import type { Theme, Width } from "../figure/style.ts";
import { canonicalText } from "../spec/canonical.ts";
import type { NotebookFigure, NotebookTable } from "./stage.ts";

/** A figure as one self-contained SVG with the specs and the identities of its runs in its metadata. */
export function figureSvg({ name, drawing, records }: NotebookFigure, document: Document, theme: Theme, width: Width = "double"): string {
  const root = compose(drawing, { document, theme, width, idPrefix: `${name}-` });
  const about = {
    figure: name,
    package: `thalweg ${packageVersion}`,
    runs: records.map(({ id }) => id),
    specs: records.map(({ spec }) => spec),
  };
  root.prepend(element(document, "metadata", {}, canonicalText(about)));
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
  const lines = [heads, ...rows].map((row) => row.map(String));
  const widths = heads.map((_, i) => lines.reduce((most, line) => Math.max(most, line[i].length), 0));
  return lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  ")).join("\n");
}

/** Text that stands for itself in HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
