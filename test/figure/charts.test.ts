import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exportDrawing, nodeDocument, provenance, readProvenance } from "../../src/figure/export/index.ts";
import { compose, dark, light, serialise, type Width } from "../../src/figure/index.ts";
import { outsideOf, overlapping, textBoxes } from "./boxes.ts";
import { drawings } from "./synthetic.ts";

const about = provenance("synthetic", "thalweg 0.0.0", { version: 1, note: "η < 1 & ‖∇L‖²" }, ["a", "b"]);
const options = { caption: "A caption.", provenance: about } as const;
const svgOf = (name: string, width: Width): Element => compose(drawings[name](), { document: nodeDocument(), theme: light, width });

describe.each(Object.keys(drawings))("the chart form %s", (name) => {
  it.each(["single", "double"] as const)("draws numbers only, in %s column", (width) => {
    const text = serialise(svgOf(name, width));
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).not.toMatch(/class=|currentColor|\dem"/);
  });

  it.each(["single", "double"] as const)("keeps every text inside the picture and apart from the others, in %s column", (width) => {
    const svg = svgOf(name, width);
    expect(textBoxes(svg).length).toBeGreaterThan(3);
    expect(outsideOf(svg)).toEqual([]);
    expect(overlapping(svg)).toEqual([]);
  });

  it("looks as it did", () => {
    expect(serialise(svgOf(name, "single"))).toMatchSnapshot();
  });

  it("differs between themes in colours only", () => {
    const colourless = (text: string): string => text.replace(/#[0-9a-f]{6}/g, "");
    const document = nodeDocument();
    expect(colourless(serialise(compose(drawings[name](), { document, theme: dark, width: "single" })))).toBe(
      colourless(serialise(svgOf(name, "single"))),
    );
  });

  it.each(["svg", "png", "pdf", "html"] as const)("gives the same %s bytes twice", async (format) => {
    const [first, second] = [
      await exportDrawing(drawings[name](), { ...options, format }),
      await exportDrawing(drawings[name](), { ...options, format }),
    ];
    expect(hash(second)).toBe(hash(first));
    expect(first.length).toBeLessThan(200_000);
  });

  it.each(["svg", "png", "pdf"] as const)("carries its provenance in %s", async (format) => {
    expect(readProvenance(await exportDrawing(drawings[name](), { ...options, format }))).toEqual(about);
  });
});

describe("exported files", () => {
  it("embed the font in SVG and PDF and name no other", async () => {
    const svg = new TextDecoder().decode(await exportDrawing(drawings.orderPlot(), { ...options, format: "svg" }));
    expect(svg).toContain('@font-face{font-family:"DejaVu Sans";src:url(data:font/ttf;base64,AAEAAAA');
    expect(svg).not.toMatch(/href="http|url\(http/);
    const pdf = new TextDecoder("latin1").decode(await exportDrawing(drawings.orderPlot(), { ...options, format: "pdf" }));
    expect(pdf).toMatch(/\/FontName \/[A-Z]+\+DejaVuSans/);
    expect(pdf).toContain("/FontFile2");
    expect(pdf).not.toMatch(/\/BaseFont \/Helvetica/);
  });

  it("have the size of a column at twice the screen's resolution", async () => {
    const png = await exportDrawing(drawings.orderPlot(), { ...options, format: "png", width: "single" });
    expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(624);
    const svg = new TextDecoder().decode(await exportDrawing(drawings.orderPlot(), { ...options, format: "svg" }));
    expect(svg).toContain('width="6.75in"');
  });
});

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
