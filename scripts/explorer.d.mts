/** Builds the explorer into a folder: one self-contained page, `index.html`, that also opens from the disk. Answers its path. */
export function buildExplorer(folder: string): Promise<string>;
