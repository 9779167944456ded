import { element } from "../element.ts";
import { serialise } from "../normalise.ts";
import { fontFamily } from "../style.ts";
import { subsetFont } from "./fontSubset.ts";
import { type Provenance, provenanceText } from "./provenance.ts";

/**
 * A self-contained SVG document: text stays text (it can be searched, copied, edited) and the characters it uses are
 * embedded as a subset of DejaVu Sans, so that a browser without that font shows the same figure; programs that read no
 * embedded fonts (some vector editors) should be given the PDF. Provenance stands in <metadata>.
 */
export function svgText(root: Element, about: Provenance, font: Uint8Array): string {
  return serialise(withHead(root, [metadata(root, about), fontFace(root, font)]));
}

/** The SVG without its font, for renderers that are given the font file. */
export function bareSvgText(root: Element): string {
  return serialise(root);
}

function withHead(root: Element, head: readonly Element[]): Element {
  const copy = root.cloneNode(true) as Element;
  copy.prepend(...head);
  return copy;
}

function metadata(root: Element, about: Provenance): Element {
  return element(root.ownerDocument, "metadata", {}, provenanceText(about));
}

function fontFace(root: Element, font: Uint8Array): Element {
  const characters = [...root.querySelectorAll("text")].map((node) => node.textContent).join("");
  const subset = subsetFont(font, characters, fontFamily);
  const data = btoa(Array.from(subset, (byte) => String.fromCharCode(byte)).join(""));
  return element(
    root.ownerDocument,
    "style",
    {},
    `@font-face{font-family:"${fontFamily}";src:url(data:font/ttf;base64,${data}) format("truetype")}text{white-space:pre}`,
  );
}
