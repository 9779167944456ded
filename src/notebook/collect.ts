import { nodeDocument } from "../figure/export/document.ts";
import { themes } from "../figure/style.ts";
import { NumericalError } from "../spec/errors.ts";
import { escapeHtml, figureSvg, tableHtml, tableText } from "./content.ts";
import type { Stage } from "./stage.ts";

/** An output by its media types, as Jupyter notebooks hold it. */
export type Output = Readonly<Record<string, string>>;

/** A stage that keeps what the cells show, by cell. Inputs stand where they stand at first. */
export function collect(): { readonly stage: Stage; readonly outputs: ReadonlyMap<string, readonly Output[]> } {
  const outputs = new Map<string, Output[]>();
  let current: Output[] = [];
  const stage: Stage = {
    cell(id) {
      current = [];
      outputs.set(id, current);
    },
    slider: ({ value }) => value,
    choice: ({ value }) => value,
    figure(figure) {
      const svg = figureSvg(figure, nodeDocument(), themes.light);
      current.push({
        "text/html": `<figure>${svg}<figcaption>${escapeHtml(figure.caption)}</figcaption></figure>`,
        "text/plain": figure.caption,
      });
    },
    table(table) {
      current.push({ "text/html": tableHtml(table), "text/plain": tableText(table) });
    },
    verify(sentence, holds) {
      if (!holds) throw new NumericalError(`the numbers do not say: ${sentence}`);
      current.push({ "text/plain": `✓ ${sentence}` });
    },
  };
  return { stage, outputs };
}
