/** One self-contained ES module, as a bundler makes it for a browser; fails when something of Node is pulled in. */
export function bundle(entry: string, options?: { readonly minify?: boolean }): Promise<string>;
