import { inspect } from "node:util";
import { runInThisContext } from "node:vm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { findingOf, loadPaper } from "../../src/claims/index.ts";
import { chebyshev, expression, gd, mlp, objective, run, squaredError, sweepHere, values } from "../../src/index.ts";
import type { RunInput, RunRecord } from "../../src/index.ts";
import { type Displayed, display, progress, recordsFigure } from "../../src/notebook/index.ts";
import { tellSentences } from "../../src/notebook/sentences.ts";
import { SpecError } from "../../src/spec/errors.ts";

const valley = {
  objective: { model: expression({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" }) },
  init: values({ values: [2.8, 3.5] }),
  dynamics: gd({ stepSize: 0.02 }),
  until: { steps: 30 },
  measures: ["loss" as const, "sharpness" as const],
};

const inJupyter = (shown: Displayed): Record<string, string> =>
  (shown as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();

describe("display", () => {
  let record: RunRecord;
  beforeAll(async () => {
    record = await run(valley);
  });

  test("of a record says how it ended and shows every column with its unit", () => {
    const lines = String(display(record)).split("\n");
    expect(lines[0]).toMatch(
      /^gd, run [0-9a-f]{12}: finished by steps at step 30 \(time 0\.6\); \d+ gradients, \d+ Hessian-vector products\.$/,
    );
    const row = (name: string): string => lines.find((line) => line.startsWith(`${name} `))!;
    expect(row("sharpness")).toContain("1 / step size");
    expect(row("loss")).toMatch(/loss +loss +42\.32 /);
  });

  test("of a record draws its columns over time, with units at the axes, and the specs inside", () => {
    const html = inJupyter(display(record))["text/html"];
    expect(html).not.toContain("<svg");
    const [, image] = /<img alt="[^"]+" src="data:image\/svg\+xml;base64,([^"]+)">/.exec(html)!;
    const svg = Buffer.from(image, "base64").toString();
    expect(svg).toMatch(/^<svg [^]*<\/svg>\s*$/);
    expect(svg).toContain("sharpness (1 / step size)");
    expect(svg).toContain(record.id);
  });

  test("of a figure of records has the columns that are no residuals, 2/η where the sharpness comes near it, and names in the legend", async () => {
    const other = await run({ ...valley, dynamics: gd({ stepSize: 0.1 }) });
    const figure = recordsFigure("valley", [record, other], { nameOf: ({ id }) => (id === record.id ? "small steps" : "large steps") });
    expect(figure.caption).toBe("loss, sharpness over time.");
    const [, image] = /base64,([^"]+)">/.exec(inJupyter(display(figure))["text/html"])!;
    const svg = Buffer.from(image, "base64").toString();
    for (const words of ["small steps", "large steps", "loss", "sharpness (1 / step size)", "2/η = 20", record.id, other.id])
      expect(svg).toContain(words);
    for (const words of ["Residual", "MissProbability", "2/η = 100"]) expect(svg).not.toContain(words);
    expect(recordsFigure("valley", [record], { columns: ["loss"], caption: "Down." })).toMatchObject({ name: "valley", caption: "Down." });
  });

  test("of a run that diverged says when what was last measured earlier was measured", async () => {
    const away = await run({
      ...valley,
      dynamics: gd({ stepSize: 1 }),
      measures: [
        { kind: "loss", every: 1 },
        { kind: "sharpness", every: 1000 },
      ],
    });
    expect(away.status).toBe("diverged");
    const lines = String(display(away)).split("\n");
    expect(lines.find((line) => line.startsWith("sharpness "))).toContain("(step 0)");
    expect(lines.find((line) => line.startsWith("loss "))).toContain(`(step ${away.final.step! - 1})`);
  });

  test("of estimates has their errors beside them, and bands of two errors", async () => {
    const estimated = await run({
      objective: {
        data: chebyshev({ degree: 3, count: 10 }),
        model: mlp({ widths: [1, 20, 1], activation: "tanh", bias: true }),
        loss: squaredError({ factor: 0.5 }),
      },
      init: { kind: "normal" },
      dynamics: gd({ stepSize: 0.02 }),
      until: { steps: 3 },
      measures: [{ kind: "hessian-trace", exactBelow: 0, samples: 12 }, { kind: "hessian-trace" }],
    });
    const lines = String(display(estimated)).split("\n");
    expect(lines.find((line) => line.startsWith("hessianTrace "))).toMatch(/ [\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+ /);
    expect(lines.find((line) => line.startsWith("hessianTrace_2 "))).not.toContain("±");
    expect(lines.filter((line) => line.startsWith("hessianTraceError"))).toEqual([]);
    const figure = recordsFigure("trace", [estimated]);
    expect(figure.caption).toBe("hessianTrace, hessianTrace_2 over time. Bands: two errors of an estimate on either side.");
    expect(recordsFigure("trace", [estimated], { columns: ["hessianTrace_2"] }).caption).toBe("hessianTrace_2 over time.");
    const [, image] = /base64,([^"]+)">/.exec(inJupyter(display(figure))["text/html"])!;
    expect(Buffer.from(image, "base64").toString()).toContain('fill-opacity="0.2"');
    const sweep = String(display(await sweepHere({ base: estimated.spec as RunInput, grid: { seed: [0, 1] } })));
    expect(sweep).toMatch(/ ± /);
    expect(sweep).not.toContain("hessianTraceError");
  });

  test("is what Node and Deno print", () => {
    expect(inspect(display(record))).toBe(String(display(record)));
  });

  test("of a sweep is a table with a row a cell", async () => {
    const result = await sweepHere({ base: valley, grid: { "dynamics.stepSize": [0.01, 0.02] } });
    const lines = String(display(result)).split("\n");
    expect(lines[0]).toBe("2 runs, 0 of them in the store before, 0 diverged, 0 failed.");
    expect(lines[1]).toMatch(/^dynamics\.stepSize +status +loss +sharpness \(1 \/ step size\)/);
    expect(lines.slice(2).map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
      ["0.01", "finished"],
      ["0.02", "finished"],
    ]);
  });

  test("of a claim's finding gives the verdict, what was expected and what was measured", async () => {
    const paper = (await loadPaper("smith-2021"))!;
    const finding = await findingOf(paper, paper.claims[0], { run: (spec) => run(spec) });
    const text = String(display(finding));
    expect(text).toContain(`Holds: ${finding.statement}`);
    expect(text).toMatch(/quantity +expected +measured +met/);
  });

  test("of a Point gives loss, gradient and sharpness, and leaves the Point as it was", async () => {
    const { point } = await objective({
      data: chebyshev({ degree: 3, count: 8 }),
      model: mlp({ widths: [1, 4, 1], activation: "tanh" }),
      loss: squaredError(),
    });
    const [shown, other] = [point({ kind: "normal" }), point({ kind: "normal" })];
    expect(String(display(shown))).toContain("sharpness λ_max");
    expect(String(display(shown))).toContain("its residual ‖Hq − λq‖");
    expect(String(display(shown))).toMatch(/a larger eigenvalue +excluded \(dense\)/);
    expect(shown.eigenpairs(1, 1e-10).products).toBe(other.eigenpairs(1, 1e-10).products);
  });

  test("of a figure in three dimensions is what plotly.js draws in Jupyter, and its caption elsewhere", () => {
    const figure = { data: [{ type: "surface", z: [[1]] }], layout: { autosize: true }, caption: "A surface." };
    expect(inJupyter(display(figure))).toEqual({
      "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
      "text/plain": "A surface.",
    });
  });

  test("of an error is its sentence", () => {
    expect(String(display(new SpecError("dynamics.stepSize", "must be positive")))).toBe("dynamics.stepSize: must be positive");
  });
});

describe("progress", () => {
  afterEach(() => {
    delete (globalThis as { Deno?: unknown }).Deno;
  });

  test("gives the work's result, and in Jupyter a bar that is gone afterwards", async () => {
    const sent: [string, { data: Record<string, string>; transient: object }][] = [];
    const jupyter = { broadcast: (...message: unknown[]) => Promise.resolve(void sent.push(message as never)) };
    Object.assign(globalThis, { Deno: { jupyter } });
    const record = await progress("descent", (watch) => run(valley, watch));
    expect(record.status).toBe("finished");
    expect(sent[0][0]).toBe("display_data");
    expect(sent[0][1].data["text/plain"]).toMatch(/^descent: \d+ %, step \d+, time /);
    expect(sent.at(-1)).toEqual(["update_display_data", { ...sent[0][1], data: { "text/html": "", "text/plain": "" } }]);
  });

  test("an interruption ends a run with what was done so far", async () => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const long = { ...valley, until: { steps: 1_000_000_000 } };
    const record = await progress("long", (watch) => {
      setTimeout(() => process.emit("SIGINT"), 50);
      return run(long, watch);
    });
    expect(record.status).toBe("stopped");
    expect(record.final.step).toBeGreaterThan(0);
  });
});

test("in a kernel, an error of the kit is told by its sentence and the line of the cell", () => {
  const before = Error.prepareStackTrace;
  try {
    tellSentences();
    // What a cell runs has no file.
    const cell = runInThisContext("(check) => check()", { filename: "<anonymous>" }) as (check: () => void) => void;
    let [own, other] = ["", ""];
    try {
      cell(() => gd({ stepSize: -1 }));
    } catch (error) {
      own = (error as Error).stack!;
    }
    try {
      cell(() => {
        throw new RangeError("elsewhere");
      });
    } catch (error) {
      other = (error as Error).stack!;
    }
    expect(own.split("\n")[0]).toBe("SpecError: gd.stepSize: must be a positive number, not -1");
    expect(own).not.toContain("parse.ts");
    expect(own).not.toContain("member.ts");
    expect(other).toContain("display.test.ts");
  } finally {
    Error.prepareStackTrace = before;
  }
});
