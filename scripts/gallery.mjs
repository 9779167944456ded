// Draws the gallery's figures into figures/ and writes docs/gallery.md. Needs the built package (npm run build:js).
// With --check nothing is written: the exit code is 1 where a committed file differs from what the specs give.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drawFigure } from "../dist/figures/draw.js";
import { figureNames } from "../dist/figures/index.js";
import { openStore } from "../dist/src/experiment/directoryStore.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const store = check ? undefined : openStore(`${root}.thalweg/store`);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const chosen = figureNames.filter((name) => wanted.length === 0 || wanted.includes(name));

let different = 0;
const sections = [];
for (const name of chosen) {
  const start = performance.now();
  const { title, caption, files } = await drawFigure(name, { store });
  for (const file of files) await keep(`figures/${file.name}`, file.bytes);
  sections.push(section(name, title, caption));
  process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
if (chosen.length === figureNames.length) await keep("docs/gallery.md", new TextEncoder().encode(page(sections)));
process.exitCode = different > 0 ? 1 : 0;

async function keep(name, bytes) {
  const before = await readFile(root + name).catch(() => null);
  if (before !== null && Buffer.compare(before, bytes) === 0) return;
  different += check ? 1 : 0;
  process.stderr.write(`${name} ${check ? "differs" : "written"}\n`);
  if (!check) await writeFile(root + name, bytes);
}

function section(name, title, caption) {
  return `## ${title}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="../figures/${name}-dark.svg">
  <img src="../figures/${name}.svg" alt="${title}">
</picture>

${caption}

\`thalweg figure ${name} --format svg,png,pdf,html\``;
}

function page(sections) {
  return `# Gallery

Every figure is made from specs and regenerates byte for byte (\`node scripts/gallery.mjs --check\`); the specs, their hash and the runs' identities stand inside each file. Captions are written from the same numbers that are drawn.

${sections.join("\n\n")}
`;
}
