// Builds essays and explorer, serves them on this machine, and builds a page again when its notebook changes.
// As a command: node scripts/preview.mjs [FOLDER]
import { watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { preview } from "vite";
import { buildExplorer } from "./explorer.mjs";
import { buildNotebooks, names, readNotebook } from "./notebooks.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = argv[2] ?? join(root, "dist-site");

await Promise.all([buildExplorer(join(folder, "explorer")), buildNotebooks(join(folder, "notebooks"))]);
await writeFile(join(folder, "preview.html"), await list());
const server = await preview({ root, configFile: false, build: { outDir: folder }, preview: { open: "/preview.html" } });
server.printUrls();
process.stderr.write("essays and explorer are at /preview.html; Ctrl-C ends\n");

let waiting = null;
watch(join(root, "notebooks"), (_, file) => {
  if (!file?.endsWith(".html")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => void again(basename(file, ".html")), 200);
});

async function again(name) {
  try {
    await buildNotebooks(join(folder, "notebooks"), [name]);
    process.stderr.write(`${name} built again: reload it\n`);
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n`);
  }
}

async function list() {
  const essays = await Promise.all((await names()).map(readNotebook));
  const items = essays.map(({ name, title }) => `<li><a href="notebooks/${name}.html">${title}</a></li>`).join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>thalweg</title><h1>thalweg</h1><ul><li><a href="explorer/index.html">Explorer</a></li>${items}</ul></html>`;
}
