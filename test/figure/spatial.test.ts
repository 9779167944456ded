import { afterEach, describe, expect, it, vi } from "vitest";
import { provenance, readProvenance } from "../../src/figure/export/index.ts";
import { checkSpatialFormat, exportSpatial, type PlotlyFigureFile } from "../../src/figure/export/spatial.ts";
import {
  dark,
  type Landscape,
  light,
  lossLandscape,
  pathsInSpace,
  plotlyFigure,
  sharpnessSheets,
  type SpatialDrawing,
  type Trace,
} from "../../src/figure/index.ts";

const missing = vi.hoisted(() => ({ packages: [] as string[] }));
vi.mock("../../src/figure/export/optionalPackage.ts", async (original) => {
  const { optionalFile } = await original<{ optionalFile(name: string): string | null }>();
  return { optionalFile: (name: string) => (missing.packages.some((one) => name.startsWith(one)) ? null : optionalFile(name)) };
});
afterEach(() => {
  missing.packages = [];
  vi.unstubAllEnvs();
});

const landscape: Landscape = {
  x: { label: "a", at: [-1, 0, 1] },
  y: { label: "b", at: [0, 1] },
  losses: [
    [1, 0.25, 1],
    [2, 0.123456789, 2],
  ],
  limits: [0, 1],
  levelStep: 0.1,
  paths: [
    {
      method: "gd",
      name: "gradient descent",
      time: [0, 1, 2],
      x: [-1, 0, 0],
      y: [0, 0, 1],
      planeLosses: [1, 0.5, 0.25],
      losses: [1, 0.4, 0.1],
      offPlane: [0, 0.1, 0.2],
    },
  ],
  markEvery: 2,
  eye: { x: 1, y: 1, z: 1 },
  description: 'A "surface" & a path.',
};
const sheets = sharpnessSheets({
  times: [0, 1],
  batchSizes: [1, 10],
  sheets: [
    {
      stepSize: 0.1,
      values: [
        [1, 2],
        [3, null],
      ],
    },
    {
      stepSize: 0.5,
      values: [
        [0, 1],
        [2, 3],
      ],
    },
  ],
  highest: 5,
  eye: { x: 1, y: 1, z: 1 },
  description: "Sheets.",
});
const paths = pathsInSpace({
  labels: ["one", "two", "three"],
  paths: [
    {
      method: "sgd",
      name: "SGD",
      time: [0, 5],
      coordinates: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      losses: [2, 1],
      offPlane: [0, 0.5],
    },
  ],
  markEvery: 1,
  eye: { x: 1, y: 1, z: 1 },
  sides: { x: 1, y: 1, z: 1 },
  description: "A path.",
});
const named = (drawing: SpatialDrawing, type: Trace["type"], mode?: string): Trace[] =>
  drawing.traces(light).filter((trace) => trace.type === type && trace.mode === mode);

describe("the loss landscape", () => {
  it("is the grid of losses, to five digits, and paths a hundredth of the box above their feet", () => {
    const drawing = lossLandscape(landscape);
    expect(named(drawing, "surface")[0]).toMatchObject({
      x: [-1, 0, 1],
      y: [0, 1],
      z: [
        [1, 0.25, 1],
        [2, 0.12346, 2],
      ],
    });
    const [line] = named(drawing, "scatter3d", "lines");
    expect(line).toMatchObject({
      x: [-1, 0, 0],
      y: [0, 0, 1],
      z: [1.01, 0.51, 0.26],
      name: "gradient descent",
      line: { color: light.methods.gd },
    });
    expect((line.text as string[])[2]).toBe("gradient descent, time 2<br>loss 0.1 on the path, 0.25 in the plane<br>0.20 off the plane");
  });

  it("marks every so many points of a path, and where it starts", () => {
    const drawing = lossLandscape(landscape);
    expect(named(drawing, "scatter3d", "markers")[0]).toMatchObject({
      x: [-1, 0],
      y: [0, 1],
      showlegend: false,
      marker: { symbol: "square" },
    });
    expect(named(drawing, "scatter3d", "text")[0]).toMatchObject({ text: ["start"], x: [-1], y: [0], z: [1] });
  });
});

describe("paths in space", () => {
  it("are lines through their coordinates with symbols at equal times", () => {
    expect(named(paths, "scatter3d", "lines")[0]).toMatchObject({ x: [1, 4], y: [2, 5], z: [3, 6] });
    expect(named(paths, "scatter3d", "markers")[0]).toMatchObject({ x: [1, 4], marker: { symbol: "diamond", color: light.methods.sgd } });
    expect([paths.x.label, paths.y.label, paths.z.label]).toEqual(["one", "two", "three"]);
  });
});

describe("sheets of sharpness", () => {
  it("have a surface for each step size and a line for each batch size, without what was not measured", () => {
    expect(named(sheets, "surface").map(({ z }) => z)).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [
        [1, 2],
        [3, null],
      ],
    ]);
    const lines = named(sheets, "scatter3d", "lines").filter(({ legendgroup }) => legendgroup === "η = 0.1");
    expect(lines.map(({ x, y, z }) => ({ x, y, z }))).toEqual([
      { x: [0, 1], y: [1, 1], z: [1, 2] },
      { x: [0], y: [10], z: [3] },
    ]);
    expect(lines.map(({ showlegend }) => showlegend)).toEqual([true, false]);
  });

  it("show 2/η on the wall of the full batch, where it is in reach", () => {
    const edges = named(sheets, "scatter3d", "lines").filter(({ name }) => String(name).startsWith("2/η"));
    expect(edges).toHaveLength(1);
    expect(edges[0]).toMatchObject({ name: "2/η at η = 0.5", x: [0, 1], y: [10, 10], z: [4, 4], line: { dash: "dash" } });
  });

  it("have a logarithmic axis of batch sizes with a tick at each", () => {
    const { yaxis } = plotlyFigure(sheets, light).layout.scene as { yaxis: Record<string, unknown> };
    expect(yaxis).toMatchObject({ type: "log", tickvals: [1, 10], ticktext: ["1", "10"] });
    expect((yaxis.range as number[])[1]).toBeCloseTo(Math.log10(10.3), 4);
  });
});

describe.each(Object.entries({ landscape: lossLandscape(landscape), sheets, paths }))("the figure of plotly.js of %s", (_name, drawing) => {
  it("is plain JSON", () => {
    for (const theme of [light, dark]) {
      const figure = plotlyFigure(drawing, theme);
      expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
    }
  });

  it("has the colours of its theme", () => {
    expect(plotlyFigure(drawing, dark).layout).toMatchObject({ paper_bgcolor: dark.background, font: { color: dark.ink } });
    expect(plotlyFigure(drawing, dark).data).not.toEqual(plotlyFigure(drawing, light).data);
  });
});

describe("a file of a figure in three dimensions", () => {
  const about = provenance("synthetic", "thalweg 0.0.0", { version: 1, note: "η < 1 & </script>" }, ["a"]);
  const options = { caption: "A <caption>.", provenance: about } as const;
  const textOf = async (format: "json" | "html"): Promise<string> =>
    new TextDecoder().decode(await exportSpatial(lossLandscape(landscape), { ...options, format }));

  it("as JSON holds data, layout, description, caption and provenance", async () => {
    const file = JSON.parse(await textOf("json")) as PlotlyFigureFile;
    expect(file).toEqual({
      ...plotlyFigure(lossLandscape(landscape), light),
      description: landscape.description,
      caption: "A <caption>.",
      provenance: about,
    });
  });

  it("as a page escapes what it quotes, and gives back its provenance", async () => {
    const text = await textOf("html");
    expect(text).toContain("A &lt;caption&gt;.");
    expect(text).toContain('aria-label="A &quot;surface&quot; &amp; a path."');
    expect(text.match(/<\/script>/g)).toHaveLength(4);
    expect(readProvenance(new TextEncoder().encode(text))).toEqual(about);
  });

  it("needs plotly.js for a page, and says how to get it", () => {
    missing.packages = ["plotly.js"];
    expect(() => checkSpatialFormat("mine", "html")).toThrow(
      "format: a figure in three dimensions needs plotly.js: npm install plotly.js@npm:plotly.js-dist-min",
    );
    expect(() => checkSpatialFormat("mine", "json")).not.toThrow();
  });

  it("needs a Chromium and playwright-core for a picture, and says how to get them", () => {
    missing.packages = ["playwright-core"];
    vi.stubEnv("CHROMIUM", import.meta.filename);
    expect(() => checkSpatialFormat("mine", "png")).toThrow(
      "format: a png of a figure in three dimensions needs playwright-core (npm install playwright-core); html needs none",
    );
    vi.stubEnv("CHROMIUM", "/nowhere");
    expect(() => checkSpatialFormat("mine", "png")).toThrow(/needs a Chromium \(.*\) and playwright-core \(.*\); html needs none/);
  });
});
