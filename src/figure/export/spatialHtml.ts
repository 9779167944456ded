import type { PlotlyFigure } from "../spatial/plotlyFigure.ts";
import { fontFamily } from "../style.ts";
import { fontBytes } from "./fontFile.ts";
import { subsetFont } from "./fontSubset.ts";
import { escapeHtml } from "./html.ts";
import { plotlyCode } from "./plotly.ts";
import { type Provenance, provenanceText } from "./provenance.ts";

/** What a page in three dimensions shows. */
export interface SpatialPage {
  readonly light: PlotlyFigure;
  readonly dark: PlotlyFigure;
  readonly description: string;
  readonly caption: string;
  readonly provenance: Provenance;
}

/**
 * A page that stands alone: the figure, which can be turned, in the colours that the reader's system asks for, its caption, the specs it was made from, plotly.js (4.8 MB) and the characters of the font that
 * it uses. It asks the network for nothing. When it is drawn, `document.documentElement.dataset.drawn` names the theme.
 */
export function spatialHtml({ light, dark, description, caption, provenance }: SpatialPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(provenance.figure)}</title>
<template><metadata>${escapeHtml(provenanceText(provenance))}</metadata></template>
<style>
@font-face { font-family: "${fontFamily}"; src: url(data:font/ttf;base64,${font(JSON.stringify([light, dark]))}) format("truetype") }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Georgia, serif; color: #1a1a1a; background: #fff }
figure { margin: 0 } #figure { aspect-ratio: ${aspectRatio}; min-height: 17rem; width: 100% } details { overflow-wrap: anywhere } pre { white-space: pre-wrap; font-size: .8rem }
@media (prefers-color-scheme: dark) { body { color: #ececec; background: #14171c } }
</style>
</head>
<body>
<figure>
<div id="figure" role="img" aria-label="${escapeHtml(description).replaceAll('"', "&quot;")}"></div>
<figcaption>${escapeHtml(caption)} Drag to turn, scroll to come nearer, click a name to hide it.</figcaption>
</figure>
<details><summary>Made by ${escapeHtml(provenance.package)} from these specs (SHA-256 ${provenance.hash})</summary><pre>${escapeHtml(JSON.stringify(provenance.specs, null, 1))}</pre></details>
<script type="application/json" id="light">${inScript(light)}</script>
<script type="application/json" id="dark">${inScript(dark)}</script>
<script>${plotlyCode()}</script>
<script>
${drawing}
</script>
</body>
</html>
`;
}

/** Width over height of the picture. */
export const aspectRatio = 1.5;

const drawing = `const element = document.getElementById("figure");
const asked = matchMedia("(prefers-color-scheme: dark)");
const draw = async () => {
  const theme = asked.matches ? "dark" : "light";
  const { data, layout } = JSON.parse(document.getElementById(theme).textContent);
  await document.fonts.load('12px "${fontFamily}"');
  await Plotly.react(element, data, layout, { responsive: true, displaylogo: false });
  document.documentElement.dataset.drawn = theme;
};
asked.addEventListener("change", draw);
draw();`;

/** The characters that the figure uses, those that ticks may, and the symbols, which plotly.js draws as characters in three dimensions. */
function font(text: string): string {
  let characters = "−×·⁰¹²³⁴⁵⁶⁷⁸⁹⁻µ…●○■□◆◇";
  for (let code = 32; code < 127; code++) characters += String.fromCharCode(code);
  return Buffer.from(subsetFont(fontBytes(), characters + text, fontFamily)).toString("base64");
}

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
