// Makes of notebooks/*.html static pages and Jupyter notebooks with outputs.
// As a command: node scripts/notebooks.mjs build [FOLDER] | execute [FOLDER] | check | cells
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import katex from "katex";
import { marked } from "marked";
import { build } from "vite";
import { execute } from "./jupyter/execute.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const home = join(root, "notebooks");
/** What a stage does, beside its inputs. */
const acts = ["figure", "table", "display", "progress", "paper", "verify"];
const importLine = /^import .*;\n/gm;
const choiceLine = /choice\(\{ label: "([^"]*)", options: \[([^\]]*)\], value: ("[^"]*") \}\)/g;
const sliderLine = /slider\(\{ label: "([^"]*)", from: (\S+), to: (\S+), step: \S+, value: (\S+) \}\);/g;

/** The notebooks' names, in order. */
export const names = async () =>
  (await readdir(home))
    .filter((file) => file.endsWith(".html"))
    .map((file) => basename(file, ".html"))
    .sort();

/** Title and cells of a notebook in the HTML form of Observable Notebook Kit. */
export async function readNotebook(name) {
  const text = await readFile(join(home, `${name}.html`), "utf8");
  const cells = [...text.matchAll(/<script id="(\w+)" type="([^"]+)">\n([\s\S]*?)\s*<\/script>/g)].map(([, id, type, source]) => ({
    id,
    prose: type === "text/markdown",
    source,
  }));
  return { name, title: /<title>(.*?)<\/title>/.exec(text)[1], cells };
}

/** Writes a notebook's cells as one module: what is type-checked, run and bundled. Answers its path. */
export async function writeCells({ name, cells }) {
  const code = cells.filter(({ prose }) => !prose);
  const imports = code.flatMap(({ source }) => source.match(importLine) ?? []).join("");
  const body = code.map(({ id, source }) => `cell("${id}");\n${source.replace(importLine, "").trim()}\n`).join("\n");
  const used = ["slider", "choice", ...acts].filter((part) => new RegExp(`\\b${part}\\(`).test(body));
  const path = join(home, `${name}.cells.ts`);
  await writeFile(
    path,
    `${imports}import type { Stage } from "../src/notebook/stage.ts";\n\nexport async function notebook({ ${["cell", ...used].join(", ")} }: Stage): Promise<void> {\n${body}}\n`,
  );
  return path;
}

/** Builds the notebooks, all unless some are chosen, into a folder as one page each, which also opens from the disk; beside them `paper.js`, which makes their files, and a font for formulas. */
export async function buildNotebooks(folder, chosen) {
  await mkdir(folder, { recursive: true });
  const style = await readFile(join(root, "src/notebook/page.css"), "utf8");
  await writeFile(join(folder, "paper.js"), await paperProgram());
  await cp(font("DejaVuMathTeXGyre"), join(folder, "math.ttf"));
  const made = [];
  for (const name of chosen ?? (await names())) {
    const notebook = await readNotebook(name);
    await writeCells(notebook);
    made.push(join(folder, `${name}.html`));
    await writeFile(made.at(-1), page(notebook, style, await program(name)));
  }
  return made;
}

/** Runs every notebook in Deno's Jupyter kernel and writes it with its outputs. */
export async function executeNotebooks(folder = join(home, "jupyter")) {
  await mkdir(folder, { recursive: true });
  const made = [];
  for (const name of await names()) {
    made.push(join(folder, `${name}.ipynb`));
    await writeFile(made.at(-1), `${JSON.stringify(await executeJupyter(jupyter(await readNotebook(name))), null, 1)}\n`);
  }
  return made;
}

/** A Jupyter notebook with the outputs that its cells now make. The folder that it runs in vanishes with what it writes there. Throws an Error where a cell fails, or shows what was not meant to be shown. */
export async function executeJupyter(notebook) {
  // Beside the folder of the notebooks: their relative imports hold there too.
  const folder = await mkdtemp(join(home, ".executed-"));
  const vanish = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", vanish);
  try {
    const executed = await execute(notebook, folder);
    for (const { id, outputs = [] } of executed.cells) {
      const stray = outputs.find(({ output_type }) => output_type !== "display_data");
      if (stray !== undefined)
        throw new Error(
          `the cell "${id}" of "${notebook.metadata.title}" shows ${JSON.stringify(stray.text ?? stray.data).slice(0, 200)}, the value of its last statement or what it prints: write \`void\` before it`,
        );
    }
    return executed;
  } finally {
    process.off("exit", vanish);
    await rm(folder, { recursive: true });
  }
}

/** Writes the cells of every notebook, to be type-checked, and throws an Error unless those of its Jupyter notebook are what the source says. What they show is compared where they are run: test/runtime/jupyter.test.ts. */
async function checkCells() {
  for (const name of await names()) {
    const notebook = await readNotebook(name);
    await writeCells(notebook);
    const kept = await readFile(join(home, "jupyter", `${name}.ipynb`), "utf8").catch(() => null);
    const cells = kept === null ? [] : JSON.parse(kept).cells.map((cell) => (cell.outputs === undefined ? cell : { ...cell, outputs: [] }));
    if (!isDeepStrictEqual(cells, jupyter(notebook).cells)) throw new Error(`${name}.ipynb is out of date: npm run notebooks:execute`);
  }
}

/** The Jupyter notebook of a notebook, before it is run. */
function jupyter({ name, cells }) {
  const lines = (text) => text.split(/(?<=\n)/);
  const local = (source) => source.replaceAll('"../src/', '"../../src/');
  const chosen = (_, label, options, value) => `/* ${label}: one of ${options} */ ${value}`;
  const linked = (source) => source.replaceAll(/\]\((\d-[\w-]+)\.html\)/g, "]($1.ipynb)");
  // Jupyter would show the value of a cell's last statement once more, as text.
  const silent = (source) => source.replaceAll(/^figure\(/gm, "void figure(");
  const constant = (_, label, from, to, value) => `${value}; // ${label}, from ${from} to ${to}: change it and run the cells below`;
  const code = cells.filter(({ prose }) => !prose).map(({ source }) => source);
  const used = acts.filter((part) => code.some((source) => new RegExp(`\\b${part}\\(`).test(source)));
  const opening = `// For Jupyter with Deno's kernel, in a clone of the repository: npm ci && npx deno jupyter --install\nimport { kernelStage } from "../../src/notebook/kernel.ts";\nconst { ${used.join(", ")} } = kernelStage();`;
  const opened = { id: "opening", cell_type: "code", execution_count: 1, metadata: {}, outputs: [], source: lines(opening) };
  let count = 1;
  const written = cells.map(({ id, prose, source }) =>
    prose
      ? { id: `cell-${id}`, cell_type: "markdown", metadata: {}, source: lines(linked(source)) }
      : {
          id: `cell-${id}`,
          cell_type: "code",
          execution_count: ++count,
          metadata: {},
          outputs: [],
          source: lines(silent(local(source)).replaceAll(sliderLine, constant).replaceAll(choiceLine, chosen)),
        },
  );
  const kernelspec = { display_name: "Deno", language: "typescript", name: "deno" };
  return {
    cells: [opened, ...written],
    metadata: { kernelspec, language_info: { name: "typescript", file_extension: ".ts" }, title: name },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

const program = (name) =>
  bundled(
    `import { openPage } from ${source("page.ts")}; import { notebook } from ${JSON.stringify(join(home, `${name}.cells.ts`))}; openPage(notebook);`,
    "es",
  );

/** The script that makes files for papers; it stands beside the pages, which load it when the first is asked for. */
async function paperProgram() {
  const bytes = (await readFile(font("DejaVuSans"))).toString("base64");
  return bundled(
    `import { paperFile } from ${source("paperFiles.ts")};
const font = Uint8Array.from(atob("${bytes}"), (character) => character.charCodeAt(0));
globalThis.thalwegPaper = (figure, format) => paperFile(figure, format, font);`,
    "iife",
  );
}

const font = (name) => join(root, `node_modules/dejavu-fonts-ttf/ttf/${name}.ttf`);

const source = (name) => JSON.stringify(join(root, "src/notebook", name));

/** A program and all that it imports as one file. */
async function bundled(program, format) {
  const entry = "\0program";
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    // What a library keeps beside its module is inside the bundle: any address will do.
    define: { "import.meta.url": "location.href" },
    plugins: [{ name: "program", resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? program : null) }],
    resolve: { alias: [{ find: /^(.*\/src)\/index\.ts$/, replacement: "$1/browser.ts" }] },
    build: {
      write: false,
      minify: true,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: { input: entry, output: { format, codeSplitting: false } },
    },
  });
  return [built].flat()[0].output[0].code;
}

function page({ title, cells }, style, code) {
  const body = cells.map((cell) => (cell.prose ? proseHtml(cell.source) : codeHtml(cell))).join("\n");
  const script = code.replaceAll(/<(?=\/script|script|!--)/gi, "\\x3C");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>
${style}</style></head><body>
<main>
${body}
</main>
<script type="module">${script}</script></body></html>
`;
}

const codeHtml = ({ id, source }) =>
  `<section id="cell-${id}"><div class="inputs"></div><div class="shown"></div><details><summary>code</summary><pre>${escape(source)}</pre></details></section>`;

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Markdown with formulas between dollar signs, typeset as MathML, which needs no fonts and no script. */
function proseHtml(source) {
  const formulas = [];
  const keep = (displayMode) => (_, formula) => {
    // An operator as an index gives KaTeX's MathML a third child, which browsers refuse.
    const plain = formula.replaceAll("_{\\max}", "_{\\mathrm{max}}");
    formulas.push(katex.renderToString(plain, { displayMode, output: "mathml", throwOnError: true }));
    return `@@${formulas.length - 1}@@`;
  };
  const text = source.replaceAll(/\$\$([\s\S]+?)\$\$/g, keep(true)).replaceAll(/\$([^$]+)\$/g, keep(false));
  return marked.parse(text).replaceAll(/@@(\d+)@@/g, (_, i) => formulas[i]);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  // What runs for it and what it has half made goes with it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(75));
  if (argv[2] === "build") console.log((await buildNotebooks(argv[3] ?? join(root, "dist-site/notebooks"))).join("\n"));
  else if (argv[2] === "execute") console.log((await executeNotebooks(argv[3])).join("\n"));
  else if (argv[2] === "check") await checkCells();
  else if (argv[2] === "cells") for (const name of await names()) console.log(await writeCells(await readNotebook(name)));
  else throw new Error("say build, execute, check or cells");
}
