// Draws the gallery's figures into figures/ and writes docs/gallery.md. Needs the built package (npm run build:js).
// With --check nothing is written: the exit code is 1 where a committed file differs from what the specs give.
// Of figures in three dimensions the data are kept and compared (NAME.json, what plotly.js draws); their pictures, whose pixels depend on the
// Chromium that takes them, are taken where the data changed or a picture is missing.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drawFigure } from "../dist/figures/draw.js";
import { figureNames, loadFigure } from "../dist/figures/index.js";
import { openStore } from "../dist/src/experiment/directoryStore.js";
import { readProvenance } from "../dist/src/figure/export/index.js";
import { canonicalText } from "../dist/src/spec/canonical.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const store = check ? undefined : openStore(`${root}.thalweg/store`);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const chosen = figureNames.filter((name) => wanted.length === 0 || wanted.includes(name));

let different = 0;
const sections = [];
for (const name of chosen) {
  const start = performance.now();
  const spatial = "space" in (await loadFigure(name));
  const { title, caption, files } = await drawFigure(name, { store, formats: [spatial ? "json" : "svg"] });
  const kept = [];
  for (const file of files) kept.push(await keep(`figures/${file.name}`, file.bytes));
  if (spatial) await keepPictures(name, files, kept.includes("changed"));
  sections.push(section(name, title, caption, spatial));
  process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
if (chosen.length === figureNames.length) await keep("docs/gallery.md", new TextEncoder().encode(page(sections)));
process.exitCode = different > 0 ? 1 : 0;

async function keep(name, bytes) {
  const before = await readFile(root + name).catch(() => null);
  if (before !== null && Buffer.compare(before, bytes) === 0) return "same";
  different += check ? 1 : 0;
  process.stderr.write(`${name} ${check ? "differs" : "written"}\n`);
  if (!check) await writeFile(root + name, bytes);
  return "changed";
}

/** Takes the pictures anew where they would be out of date; with --check, looks whether they are of the same specs as the data. */
async function keepPictures(name, files, changed) {
  const pictures = files.map((file) => ({ ...file, picture: file.name.replace(/\.json$/, ".png") }));
  const stale = [];
  for (const { picture, bytes } of pictures) {
    const before = await readFile(`${root}figures/${picture}`).catch(() => null);
    const { provenance } = JSON.parse(new TextDecoder().decode(bytes));
    if (before === null || JSON.stringify(readProvenance(before)) !== JSON.stringify(sorted(provenance))) stale.push(picture);
  }
  if (check) {
    different += stale.length;
    for (const picture of stale) process.stderr.write(`figures/${picture} is of other specs\n`);
  } else if (changed || stale.length > 0) {
    const drawn = await drawFigure(name, { store, formats: ["png"] });
    for (const file of drawn.files) await keep(`figures/${file.name}`, file.bytes);
  }
}

/** As canonical JSON has it: pictures carry that. */
function sorted(value) {
  return JSON.parse(canonicalText(value));
}

function section(name, title, caption, spatial) {
  const ending = spatial ? "png" : "svg";
  const command = spatial
    ? `\`thalweg figure ${name} --format html\` writes a page in which it can be turned (\`--format png,json\`: this picture, and what plotly.js draws)`
    : `\`thalweg figure ${name} --format svg,png,pdf,html\``;
  return `## ${title}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="../figures/${name}-dark.${ending}">
  <img src="../figures/${name}.${ending}" alt="${title}">
</picture>

${caption}

${command}`;
}

function page(sections) {
  return `# Gallery

Every figure is made from specs and regenerates byte for byte (\`node scripts/gallery.mjs --check\`); the specs, their hash and the runs' identities stand inside each file. Captions are written from the same numbers that are drawn.

${sections.join("\n\n")}
`;
}
