import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import PdfDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import { advances } from "../../src/figure/advances.ts";
import { crc32 } from "../../src/figure/export/pngText.ts";
import { fontBytes, fontPath, subsetFont } from "../../src/figure/export/index.ts";
import {
  atLoss,
  band,
  curve,
  extent,
  formatNumber,
  interval,
  linearTicks,
  logTicks,
  powerOfTen,
  rankCorrelation,
  rankCorrelationInterval,
  slope,
  textWidth,
  thin,
} from "../../src/figure/index.ts";
import { spread } from "../../src/figure/labels.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { syntheticRecord, withHorizon } from "./synthetic.ts";

describe("the font", () => {
  it("has the advance widths that layout counts on", () => {
    const font = new PdfDocument({ font: fontPath }).fontSize(2048);
    const measured = advances.map(([, characters]) => [
      [...new Set([...characters].map((character) => font.widthOfString(character)))],
      characters,
    ]);
    expect(measured).toEqual(advances.map(([width, characters]) => [[width], characters]));
  });

  it("draws the same when it is cut down", () => {
    const characters = "ηλ∇‖²Σ−½é10⁻³ max";
    const file = join(mkdtempSync(join(tmpdir(), "figure-")), "subset.ttf");
    writeFileSync(file, subsetFont(fontBytes(), characters, "DejaVu Sans"));
    const drawn = (font: string, text: string): string => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40"><text x="2" y="30" font-size="24" font-kerning="none" font-family="DejaVu Sans">${text}</text></svg>`;
      return Buffer.from(
        new Resvg(svg, { font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" } }).render().pixels,
      ).toString("base64");
    };
    expect(drawn(file, characters)).toBe(drawn(fontPath, characters));
    expect(drawn(file, "Q")).not.toBe(drawn(fontPath, "Q"));
  });

  it("has tables whose checksums are right", () => {
    const bytes = subsetFont(fontBytes(), "abc", "DejaVu Sans");
    const view = new DataView(bytes.buffer);
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 4) sum = (sum + view.getUint32(i)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });

  it("makes subscripts narrower than their words in full size", () => {
    expect(textWidth("λ_{max}", 10)).toBeLessThan(textWidth("λmax", 10));
    expect(textWidth("λ_{max}", 10)).toBeGreaterThan(textWidth("λ", 10));
  });
});

describe("labels", () => {
  it("stay where they are when they have room", () => {
    expect(spread([1, 20, 40], 5)).toEqual([1, 20, 40]);
  });

  it("move apart evenly when they do not, in their order and within bounds", () => {
    expect(spread([10, 10], 4)).toEqual([8, 12]);
    expect(spread([12, 10, 11], 4)).toEqual([15, 7, 11]);
    expect(spread([0, 1], 4, 0, 20)).toEqual([0, 4]);
    expect(spread([20, 20], 4, 0, 20)).toEqual([16, 20]);
  });
});

describe("axes", () => {
  it("have round ticks", () => {
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([-0.31, 0.34], 3)).toEqual([-0.2, 0, 0.2]);
    expect(linearTicks([0, 2400], 5)).toEqual([0, 500, 1000, 1500, 2000]);
    expect(logTicks([0.05, 3])).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks([1e-6, 2])).toEqual([1e-6, 1e-4, 1e-2, 1]);
  });

  it("print numbers as papers do", () => {
    expect([0, -0.25, 1e-4, 2.5e-7, 1e5, 12345].map((value) => formatNumber(value))).toEqual([
      "0",
      "−0.25",
      "10⁻⁴",
      "2.5·10⁻⁷",
      "10⁵",
      "12300",
    ]);
    expect([-3, 0, 1, 12].map(powerOfTen)).toEqual(["10⁻³", "1", "10", "10¹²"]);
  });

  it("leave out what is not a number when they look for an extent", () => {
    expect(extent([1, null, Number.NaN, 3], "linear", 0)).toEqual([1, 3]);
    expect(extent([-1, 10, 1000], "log", 0)).toEqual([10, 1000]);
  });

  it("stay finite where a run left all bounds", () => {
    for (const type of ["linear", "log"] as const) {
      const domain = extent([1, 1e308, 1e-308], type);
      expect(domain.every(Number.isFinite)).toBe(true);
      const ticks = type === "log" ? logTicks(domain) : linearTicks(domain);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(12);
    }
  });
});

describe("what is read from records", () => {
  const record = syntheticRecord("r", 0.02, 8);

  it("leaves out what was not measured", () => {
    expect(curve(record, "sharpness").x.length).toBe(100);
    expect(() => curve(record, "nothing")).toThrow(/has no column nothing/);
  });

  it("is interpolated at a loss on the way", () => {
    const level = 0.2;
    const at = atLoss(record, "time", level)!;
    expect(0.5 / (1 + 0.02 * at)).toBeCloseTo(level, 4);
    expect(atLoss(record, "time", 1e-9)).toBeNull();
  });

  it("becomes a band that holds every seed", () => {
    const { y, low, high } = band([
      { x: [0, 1], y: [1, 5] },
      { x: [0, 1, 2], y: [3, 1, 9] },
    ]);
    expect({ y, low, high }).toEqual({ y: [2, 3], low: [1, 1], high: [3, 5] });
  });

  it("loses no visible corner when it is thinned", () => {
    const x = Array.from({ length: 1001 }, (_, i) => i);
    const kept = thin({ x, y: x.map((i) => Math.abs(i - 500)) }, { x: (v) => v, y: (v) => v });
    expect(kept).toEqual([
      [0, 500],
      [500, 0],
      [1000, 500],
    ]);
  });
});

describe("statistics", () => {
  it("find the slope of a power law", () => {
    const fit = slope([1, 2, 4], [3, 12, 48]);
    expect(fit.slope).toBeCloseTo(2, 12);
    expect(fit.at(8)).toBeCloseTo(192, 9);
  });

  it("give Student's interval of a mean", () => {
    const { mean, half } = interval([1, 2, 3]);
    expect(mean).toBe(2);
    expect(half).toBeCloseTo(4.303 / Math.sqrt(3), 12);
    expect(interval([7])).toEqual({ mean: 7, half: 0 });
  });

  it("rank with ties as Spearman's formula for tied ranks does", () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1);
    expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    expect(rankCorrelation([0, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it("bootstrap to the same interval every time, around the value", () => {
    const x = Array.from({ length: 20 }, (_, i) => i);
    const y = x.map((v) => v + 4 * Math.sin(3 * v));
    const first = rankCorrelationInterval(x, y, openRandom(1, "probes"));
    expect(rankCorrelationInterval(x, y, openRandom(1, "probes"))).toEqual(first);
    expect(first.low).toBeLessThan(first.value);
    expect(first.high).toBeGreaterThan(first.value);
  });
});

it("the checksum of PNG chunks is CRC-32", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

describe("a curve knows where its details stop meaning anything", () => {
  const run = withHorizon(syntheticRecord("a run", 0.01, 8), 91);

  it("in steps, in time, and in whatever else it is drawn against", () => {
    expect(curve(run, "loss", "step").horizon).toBe(91 / 3);
    expect(curve(run, "loss", "time").horizon).toBe(91);
    // Rows are 3 units of time apart: the first past the horizon is that of time 93.
    expect(curve(run, "loss", "implicitGradientTerm").horizon).toBe(run.path.implicitGradientTerm[31]);
  });

  it("and says nothing where that was not measured, or not reached", () => {
    expect(curve(syntheticRecord("a run", 0.01, 8), "loss")).not.toHaveProperty("horizon");
    expect(curve(withHorizon(syntheticRecord("a run", 0.01, 8), 1e9), "loss")).not.toHaveProperty("horizon");
  });
});
