import { paperBar } from "./paperBar.ts";
import type { NotebookFigure } from "./stage.ts";

/** What a page must know to make files. */
export interface PaperOptions {
  /** Where DejaVu Sans can be fetched: with Vite, `import font from "dejavu-fonts-ttf/ttf/DejaVuSans.ttf?url"`. */
  readonly font: string | URL;
}

/**
 * Buttons that save a figure as a paper needs it: vectors in print size with their font as SVG and PDF, a PNG of 300 dots an inch, and the specs that make it again, which stand inside each
 * file too. In Observable it is the value of a cell.
 */
export const takeToPaper = (figure: NotebookFigure, { font }: PaperOptions): HTMLElement =>
  paperBar(figure, async () => {
    const [{ paperFile }, bytes] = await Promise.all([import("./paperFiles.ts"), fetched(font)]);
    return (one, format) => paperFile(one, format, bytes);
  });

async function fetched(font: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(font);
  if (!answer.ok) throw new Error(`the font could not be fetched from ${String(font)} (${answer.status}): say where DejaVuSans.ttf is`);
  return new Uint8Array(await answer.arrayBuffer());
}
