// Builds the explorer: one HTML file with everything in it (style, page, worker, kernel), which opens from the disk as from any server.
// As a command: node scripts/explorer.mjs FOLDER
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = (name) => join(root, "src/explorer", name);

/** Builds the page into a folder and answers its path. */
export async function buildExplorer(folder) {
  const [html, style, script, figures, worker] = await Promise.all([
    readFile(source("page.html"), "utf8"),
    readFile(source("page.css"), "utf8"),
    program(source("page.ts"), "es"),
    program(source("paper.ts"), "es"),
    program(source("worker.ts"), "iife"),
  ]);
  const parts = { style, script: inHtml(script), figures: inHtml(figures), worker: inHtml(worker) };
  const path = join(folder, "index.html");
  await mkdir(folder, { recursive: true });
  await writeFile(
    path,
    html.replace(/<!--(style|script|figures|worker)-->/g, (_, name) => parts[name]),
  );
  return path;
}

/** A program and all that it imports as one file. */
async function program(entry, format) {
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: true,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: "strict", output: { format, codeSplitting: false } },
    },
  });
  const [chunk, ...others] = [built].flat().flatMap((part) => part.output);
  if (others.length > 0) throw new Error(`expected one file of ${entry}, got ${others.length + 1}`);
  return chunk.code;
}

/** What would end a <script>, or begin a comment in one, cannot stand outside of strings and patterns, where a backslash changes nothing. */
const inHtml = (code) => code.replaceAll(/<(?=\/script|script|!--)/gi, "\\x3C");

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await buildExplorer(argv[2] ?? join(root, "dist-site/explorer")));
