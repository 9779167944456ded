// Builds the site into dist-site: gallery, notebooks, explorer and reference, all static; then checks that every local link leads somewhere.
// The reference must have been written to docs/reference before (npm run docs does both).
import { access, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildExplorer } from "./explorer.mjs";
import { buildNotebooks, names, readNotebook } from "./notebooks.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const site = join(root, "dist-site");

await mkdir(join(site, "gallery"), { recursive: true });
await Promise.all([
  buildExplorer(join(site, "explorer")),
  buildNotebooks(join(site, "notebooks")),
  cp(join(root, "docs/reference"), join(site, "reference"), { recursive: true }),
]);
const figures = (await readdir(join(root, "figures"))).filter((file) => file.endsWith(".svg") && !file.endsWith("-dark.svg")).sort();
for (const file of figures)
  for (const name of [file, file.replace(".svg", "-dark.svg")]) await cp(join(root, "figures", name), join(site, "gallery", name));
await writeFile(join(site, "index.html"), await indexPage());
const broken = await brokenLinks();
if (broken.length > 0) throw new Error(`links that lead nowhere:\n${broken.join("\n")}`);
console.log(join(site, "index.html"));

async function indexPage() {
  const style = await readFile(join(root, "src/notebook/page.css"), "utf8");
  const essays = await Promise.all((await names()).map(readNotebook));
  const essayList = essays.map(({ name, title }) => `<li><a href="notebooks/${name}.html">${title}</a></li>`).join("\n");
  const pictures = figures.map((file) => {
    const dark = file.replace(".svg", "-dark.svg");
    const name = basename(file, ".svg").replaceAll("-", " ");
    return `<figure><picture><source srcset="gallery/${dark}" media="(prefers-color-scheme: dark)"><img src="gallery/${file}" alt="${name}" loading="lazy"></picture><figcaption>${name}: <code>thalweg figure ${basename(file, ".svg")}</code>, or the <a href="gallery/${file}">file</a></figcaption></figure>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>thalweg</title><link rel="icon" href="data:,"><style>
${style}img { max-width: 100%; height: auto; }</style></head><body>
<h1>thalweg</h1>
<p>See and measure the implicit bias of gradient descent and SGD.</p>
<p><a href="explorer/index.html">Explorer</a>: choose data, network, step size and batches, and watch. <a href="reference/index.html">Reference</a>: every function that the package exports.</p>
<h2>Essays</h2>
<ul>
${essayList}
</ul>
<h2>Gallery</h2>
${pictures.join("\n")}
</body></html>
`;
}

/** Local addresses in the site's own pages, and in those of the reference, that are not there. */
async function brokenLinks() {
  const files = (await readdir(site, { recursive: true })).filter((file) => file.endsWith(".html"));
  const broken = [];
  for (const file of files) {
    const text = (await readFile(join(site, file), "utf8")).replaceAll(/<script[\s\S]*?<\/script>/g, "");
    for (const [, address] of text.matchAll(/\s(?:href|src|srcset)="([^"#?]+)[^"]*"/g)) {
      if (/^[a-z]+:/i.test(address)) continue;
      const target = join(dirname(join(site, file)), decodeURI(address));
      if (!(await exists(target))) broken.push(`${file}: ${relative(site, target)}`);
    }
  }
  return broken;
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
