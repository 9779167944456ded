/** What makes the kit pleasant in Observable and other pages. */
export { type Displayable, sentenceOf } from "./describe.ts";
export { display, type DisplayOptions } from "./displayPage.ts";
export { progress, type ProgressOptions } from "./progressPage.ts";
export { recordsFigure, type RecordsFigureOptions } from "./recordsFigure.ts";
export type { NotebookFigure, NotebookTable } from "./stage.ts";
export { type PaperOptions, takeToPaper } from "./takeToPaperPage.ts";
export type { Watch } from "./watch.ts";
