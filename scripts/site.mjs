// Builds the site into dist-site: essays, explorer, gallery, claims, conventions and reference, all static; then checks that every local link and anchor leads somewhere.
// The package must have been built and the reference written to docs/reference before (npm run docs does all).
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import { spatialHtml } from "../dist/src/figure/export/spatialHtml.js";
import { buildExplorer } from "./explorer.mjs";
import { buildNotebooks, names, readNotebook } from "./notebooks.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The documents that become pages, with their names in the bar above every page. */
const documents = { gallery: "Gallery", claims: "Claims", conventions: "Conventions", tensorflow: "TensorFlow.js" };

/** Builds the site into a folder and answers the path of its first page. Throws an Error where a link leads nowhere. */
export async function buildSite(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const style = await readFile(join(root, "src/notebook/page.css"), "utf8");
  await Promise.all([
    buildExplorer(join(folder, "explorer")),
    buildNotebooks(join(folder, "notebooks")),
    cp(join(root, "docs/reference"), join(folder, "reference"), { recursive: true }),
    cp(join(root, "examples"), join(folder, "examples"), { recursive: true }),
    copyFigures(join(folder, "figures")),
    ...Object.entries(documents).map(async ([name, title]) =>
      writeFile(join(folder, `${name}.html`), page(title, await documentHtml(name), style)),
    ),
    indexHtml().then((body) => writeFile(join(folder, "index.html"), page("thalweg", body, style))),
  ]);
  const broken = await brokenLinks(folder);
  if (broken.length > 0) throw new Error(`links that lead nowhere:\n${broken.join("\n")}`);
  return join(folder, "index.html");
}

async function copyFigures(folder) {
  await mkdir(folder);
  const files = await readdir(join(root, "figures"));
  const pictures = files.filter((file) => /\.(svg|png)$/.test(file));
  await Promise.all(pictures.map((file) => cp(join(root, "figures", file), join(folder, file))));
  const turned = files.filter((file) => /(?<!-dark)\.json$/.test(file)).map((file) => file.slice(0, -".json".length));
  await Promise.all(turned.map(async (name) => writeFile(join(folder, `${name}.html`), await turnable(name))));
}

/** The page in which a figure in three dimensions can be turned, out of its kept data. */
async function turnable(name) {
  const read = async (file) => JSON.parse(await readFile(join(root, "figures", file), "utf8"));
  const { data, layout, ...about } = await read(`${name}.json`);
  const { data: darkData, layout: darkLayout } = await read(`${name}-dark.json`);
  return spatialHtml({ light: { data, layout }, dark: { data: darkData, layout: darkLayout }, ...about });
}

/** A document of docs/ as HTML, its links to neighbours turned to those of the site. */
async function documentHtml(name) {
  const text = await readFile(join(root, `docs/${name}.md`), "utf8");
  const local = text
    .replaceAll("../figures/", "figures/")
    .replaceAll(/\]\((\w+)\.md\)/g, (link, to) => (to in documents ? `](${to}.html)` : link))
    .replaceAll("](../examples/", "](examples/")
    .replaceAll(
      /`thalweg figure ([\w-]+) --format html` writes a page in which it can be turned/g,
      "[Turn it](figures/$1.html): `thalweg figure $1 --format html`",
    );
  return withAnchors.parse(local);
}

/** Headings get the anchors that code hosts give them: lower case, no punctuation, a dash for a space. */
const withAnchors = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const anchor = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-");
      return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    table(token) {
      const line = (tag, cells) => `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
      return `<div class="table"><table><thead>${line("th", token.header)}</thead><tbody>${token.rows.map((row) => line("td", row)).join("")}</tbody></table></div>\n`;
    },
  },
});

function page(title, body, style) {
  const places = { "index.html": "thalweg", "explorer/index.html": "Explorer" };
  for (const [name, words] of Object.entries(documents)) places[`${name}.html`] = words;
  places["reference/index.html"] = "Reference";
  const bar = Object.entries(places).map(([address, words]) =>
    words === title ? `<span aria-current="page">${words}</span>` : `<a href="${address}">${words}</a>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title === "thalweg" ? title : `${title} · thalweg`}</title><link rel="icon" href="data:,"><style>
${style}</style></head><body>
<nav>${bar.join(" ")}</nav>
${body}
</body></html>
`;
}

async function indexHtml() {
  const essays = await Promise.all((await names()).map(readNotebook));
  const list = essays.map(({ name, title }) => `<li><a href="notebooks/${name}.html">${title}</a></li>`).join("\n");
  const { description } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return `<h1>thalweg</h1>
<p>${description}</p>
<figure><a href="gallery.html"><picture><source srcset="figures/preference-dark.svg" media="(prefers-color-scheme: dark)"><img src="figures/preference.svg" alt="Predicted against observed flattening relative to gradient flow"></picture></a>
<figcaption>Does the modified objective predict the preference for flat minima? The <a href="gallery.html">gallery</a> has this figure's caption and all the others.</figcaption></figure>
<h2>Essays that compute</h2>
<ol>
${list}
</ol>
<h2>And beside them</h2>
<ul>
<li><a href="explorer/index.html">The explorer</a>: choose data, network, step size and batches, and watch the paths with their certified sharpness.</li>
<li><a href="gallery.html">The gallery</a>: every figure, made from specs, the same bytes every time.</li>
<li><a href="claims.html">The claims</a>: what papers say, computed again, with numbers, tolerances and verdicts.</li>
<li><a href="conventions.html">The conventions</a>: which factors of ½, which λ, σ and noise scale stand here.</li>
<li><a href="tensorflow.html">TensorFlow.js</a>: your own model as an objective.</li>
<li><a href="reference/index.html">The reference</a>: every function that the package exports.</li>
</ul>`;
}

/** Local addresses in the site's pages, anchors included, that are not there. */
async function brokenLinks(folder) {
  const files = await readdir(folder, { recursive: true });
  const pages = new Map();
  for (const file of files.filter((one) => one.endsWith(".html")))
    pages.set(file, (await readFile(join(folder, file), "utf8")).replaceAll(/<script[\s\S]*?<\/script>/g, ""));
  const broken = [];
  for (const [file, text] of pages) {
    for (const [, address, , anchor] of text.matchAll(/\s(?:href|src|srcset)="([^"#?]*)(\?[^"#]*)?(?:#([^"]*))?"/g)) {
      if (/^[a-z]+:/i.test(address)) continue;
      const target = address === "" ? file : relative(folder, join(folder, dirname(file), decodeURI(address)));
      if (!files.includes(target)) broken.push(`${file}: ${address}`);
      else if (anchor && pages.has(target) && !pages.get(target).includes(`id="${decodeURIComponent(anchor)}"`))
        broken.push(`${file}: ${address}#${anchor}`);
    }
  }
  return broken;
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await buildSite(argv[2] ?? join(root, "dist-site")));
