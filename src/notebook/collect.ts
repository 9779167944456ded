import { nodeDocument } from "../figure/export/document.ts";
import { themes } from "../figure/style.ts";
import { NumericalError } from "../spec/errors.ts";
import { bundle, type Output } from "./bundle.ts";
import { describe, type Description } from "./describe.ts";
import type { NotebookFigure, Stage } from "./stage.ts";

/** A stage that keeps what the cells show, by cell. Inputs stand where they stand at first; progress leaves nothing behind; files for a paper are named, not written. */
export function collect(): { readonly stage: Stage; readonly outputs: ReadonlyMap<string, readonly Output[]> } {
  const outputs = new Map<string, Output[]>();
  let current: Output[] = [];
  const keep = (description: Description): void => void current.push(bundle(description, nodeDocument(), themes.light));
  const stage: Stage = {
    cell(id) {
      current = [];
      outputs.set(id, current);
    },
    slider: ({ value }) => value,
    choice: ({ value }) => value,
    figure(figure) {
      keep(describe(figure));
      return figure;
    },
    table: (table) => keep(describe(table)),
    display: (value) => keep(describe(value)),
    progress: (_, work) => work({ signal: new AbortController().signal, onProgress: () => undefined }),
    paper: (figure) => Promise.resolve(void current.push({ "text/plain": paperSentence(figure) })),
    verify(sentence, holds) {
      if (!holds) throw new NumericalError(`the numbers do not say: ${sentence}`);
      current.push({ "text/plain": `✓ ${sentence}` });
    },
  };
  return { stage, outputs };
}

/** Which files a figure is taken to a paper as. */
export const paperSentence = ({ name }: NotebookFigure): string =>
  `${name}.svg, ${name}.pdf: the figure in print size, its font embedded, its specs in the metadata\n${name}.json: the specs of its runs`;
