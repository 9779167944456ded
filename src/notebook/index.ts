/** What makes the kit pleasant in Jupyter (Deno's kernel) and on a terminal; for pages there is `browser.ts`. */
import { jupyter } from "./jupyter.ts";
import { tellSentences } from "./sentences.ts";

export { display, type Displayed } from "./display.ts";
export { type Displayable, sentenceOf } from "./describe.ts";
export { progress } from "./progress.ts";
export { recordsFigure, type RecordsFigureOptions } from "./recordsFigure.ts";
export type { NotebookFigure, NotebookTable } from "./stage.ts";
export { type PaperOptions, takeToPaper } from "./takeToPaper.ts";
export type { Watch } from "./watch.ts";

// A kernel prints the stacks of errors: there they are told by their sentence.
if (jupyter() !== null) tellSentences();
