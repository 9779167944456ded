import { readFileSync } from "node:fs";
import { SpecError } from "../../spec/errors.ts";
import { optionalFile } from "./optionalPackage.ts";

/** The two packages that go by the name plotly.js: its ready-made distribution, and its own. */
const files = ["plotly.js/plotly.min.js", "plotly.js/dist/plotly.min.js"];

/** Throws SpecError where plotly.js is not installed. */
export function plotlyPath(): string {
  const found = files.map(optionalFile).find((file) => file !== null);
  if (found === undefined)
    throw new SpecError("format", "a figure in three dimensions needs plotly.js: npm install plotly.js@npm:plotly.js-dist-min");
  return found;
}

/** The code of plotly.js, fit to stand inside a page. */
export function plotlyCode(): string {
  return readFileSync(plotlyPath(), "utf8").replaceAll("</script", "<\\/script");
}
