import PdfDocument from "pdfkit";
import toPdf from "svg-to-pdfkit";
import { printable } from "../../spec/printable.ts";
import { type Provenance, provenanceText } from "./provenance.ts";
import { bareSvgText } from "./svg.ts";

/** pdfkit derives a file's identity from its date: a fixed one makes equal figures equal bytes. */
const date = new Date("2020-01-01T00:00:00Z");

/** A one-page PDF of the figure's own size: vectors, embedded font (a file or its bytes), provenance in the keywords, the same bytes every time. */
export async function pdfBytes(
  root: Element,
  about: Provenance,
  title: string,
  font: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const [, , width, height] = root.getAttribute("viewBox")!.split(" ").map(Number);
  const document = new PdfDocument({
    size: [width, height],
    margin: 0,
    // Deflate differs between runtimes; figures are small.
    compress: false,
    font: font as string,
    info: {
      Title: printable(title),
      Keywords: provenanceText(about),
      Creator: about.package,
      Producer: about.package,
      CreationDate: date,
      ModDate: date,
    },
  });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
    document.on("end", () => resolve(joined(chunks)));
    document.on("error", reject);
  });
  toPdf(document, bareSvgText(forPdf(root, width, height)), 0, 0, {
    width,
    height,
    assumePt: true,
    fontCallback: () => font as string,
    warningCallback: () => undefined,
  });
  document.end();
  return done;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** What svg-to-pdfkit needs otherwise: a size in points without units, and a text's halo as an element of its own, since it paints strokes last. */
function forPdf(root: Element, width: number, height: number): Element {
  const copy = root.cloneNode(true) as Element;
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  for (const node of copy.querySelectorAll("[paint-order=stroke]")) {
    const halo = node.cloneNode(true) as Element;
    node.before(halo);
    for (const name of ["stroke", "stroke-width", "stroke-linejoin", "paint-order"]) node.removeAttribute(name);
    halo.removeAttribute("paint-order");
  }
  return copy;
}
