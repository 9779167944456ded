import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One self-contained ES module, as a bundler makes it for a browser. */
export async function bundle(entry) {
  const [chunk, ...others] = await chunks(entry, { minify: false, output: { codeSplitting: false } });
  if (others.length > 0) throw new Error(`expected one file, got ${others.length + 1}`);
  return chunk.code;
}

/** The minified code that a page loads before it can start: the entry and what it imports statically, not what it may import later. */
export async function loadedFirst(entry) {
  const all = await chunks(entry, { minify: true, output: {} });
  const first = new Set();
  const visit = (chunk) => {
    if (first.has(chunk)) return;
    first.add(chunk);
    for (const name of chunk.imports) visit(all.find(({ fileName }) => fileName === name));
  };
  visit(all.find(({ isEntry }) => isEntry));
  return [...first].map(({ code }) => code);
}

async function chunks(entry, { minify, output }) {
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: "strict", output: { format: "es", ...output } },
    },
  });
  return [built].flat().flatMap((part) => part.output);
}
