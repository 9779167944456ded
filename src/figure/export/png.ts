import { Resvg } from "@resvg/resvg-js";
import { fontFamily } from "../style.ts";
import { fontPath } from "./fontFile.ts";
import { type Provenance, provenanceText } from "./provenance.ts";
import { withText } from "./pngText.ts";
import { bareSvgText } from "./svg.ts";

/** A PNG at `scale` × 96 dots an inch with provenance in an iTXt chunk: the same bytes every time. */
export function pngBytes(root: Element, about: Provenance, scale = 2): Uint8Array {
  const inches = parseFloat(root.getAttribute("width")!);
  const resvg = new Resvg(bareSvgText(root), {
    font: { fontFiles: [fontPath], loadSystemFonts: false, defaultFontFamily: fontFamily },
    fitTo: { mode: "width", value: Math.round(inches * 96 * scale) },
  });
  return withText(resvg.render().asPng(), "provenance", provenanceText(about));
}
