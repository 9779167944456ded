import type { JupyterNotebook } from "./jupyter/execute.mjs";

/** The notebooks' names, in order. */
export function names(): Promise<string[]>;
/** Builds the notebooks, all unless some are chosen, into a folder as one page each, which also opens from the disk; `paper.js` beside them makes their files. Answers the pages' paths. */
export function buildNotebooks(folder: string, chosen?: readonly string[]): Promise<string[]>;
/** Runs every notebook in Deno's Jupyter kernel and writes it with its outputs; answers the paths. */
export function executeNotebooks(folder?: string): Promise<string[]>;
/** A Jupyter notebook with the outputs that its cells now make. Throws an Error where a cell fails, or shows what was not meant to be shown. */
export function executeJupyter(notebook: JupyterNotebook): Promise<JupyterNotebook>;
