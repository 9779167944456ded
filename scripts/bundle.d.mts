/** One self-contained ES module, as a bundler makes it for a browser. */
export function bundle(entry: string): Promise<string>;
/** The minified code that a page loads before it can start: the entry and what it imports statically, not what it may import later. */
export function loadedFirst(entry: string): Promise<string[]>;
