/** The notebooks' names, in order. */
export function names(): Promise<string[]>;
/** Builds every notebook into a folder as one self-contained page each, which also opens from the disk. Answers their paths. */
export function buildNotebooks(folder: string): Promise<string[]>;
