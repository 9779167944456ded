/** The notebooks' names, in order. */
export function names(): Promise<string[]>;
/** Builds the notebooks, all unless some are chosen, into a folder as one page each, which also opens from the disk; `paper.js` beside them makes their files. Answers the pages' paths. */
export function buildNotebooks(folder: string, chosen?: readonly string[]): Promise<string[]>;
/** Runs every notebook in Deno and writes it with its outputs for Jupyter's Deno kernel; answers the paths. */
export function executeNotebooks(folder?: string): Promise<string[]>;
