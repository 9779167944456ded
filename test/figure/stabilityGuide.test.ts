import { describe, expect, test } from "vitest";
import { overTime } from "../../src/figure/index.ts";
import { stabilityOf } from "../../src/figure/stabilityGuide.ts";
import { exportDrawing, provenance } from "../../src/figure/export/index.ts";
import { stableSharpness, stableSharpnessPenalised } from "../../src/theory/stability.ts";
import { syntheticRecord } from "./synthetic.ts";

/** Whether descent on λw²/2 + μ(λw)², with momentum as the kit has it, comes to rest. */
function rests(
  curvature: number,
  { stepSize, momentum = 0, nesterov = false }: Parameters<typeof stableSharpness>[0],
  coefficient: number,
): boolean {
  let [w, v] = [1, 0];
  for (let k = 0; k < 20_000 && Math.abs(w) < 1e6; k++) {
    const g = curvature * w + 2 * coefficient * curvature * curvature * w;
    v = momentum * v + g;
    w -= stepSize * (nesterov ? g + momentum * v : v);
  }
  return Math.abs(w) < 1e-3;
}

describe("the sharpness at which descent becomes unstable", () => {
  for (const rule of [{ stepSize: 0.1 }, { stepSize: 0.1, momentum: 0.9 }, { stepSize: 0.1, momentum: 0.9, nesterov: true }])
    for (const coefficient of [0, 0.01, 0.3, -0.001, -0.025, -0.4])
      test(`is where descent on a quadratic does: ${JSON.stringify(rule)} with a penalty of ${coefficient}`, () => {
        const level = stableSharpnessPenalised(stableSharpness(rule), coefficient);
        expect(rests(level * 0.99, rule, coefficient)).toBe(true);
        expect(rests(level * 1.01, rule, coefficient)).toBe(false);
      });

  test("without a penalty is what it was", () => {
    expect(stableSharpnessPenalised(20, 0)).toBe(20);
    expect(stableSharpnessPenalised(20, 0.01)).toBeCloseTo((Math.sqrt(2.6) - 1) / 0.04, 12);
  });
});

describe("the line of a chart over time", () => {
  test("is named for what it is, and left out where no threshold is known", () => {
    expect(stabilityOf({ kind: "gd", stepSize: 0.1 })).toEqual([["2/η = 20", 20]]);
    expect(stabilityOf({ kind: "sgd", stepSize: 0.1, momentum: 0.5 })).toEqual([["(2+2β)/η = 30", 30]]);
    expect(stabilityOf({ kind: "gd", stepSize: 0.1, momentum: 0.5, nesterov: true })).toEqual([["(2+2β)/((1+2β)η) = 15", 15]]);
    expect(stabilityOf({ kind: "gd", stepSize: 0.1, penalty: { kind: "gradient-norm", coefficient: -0.025 } })).toEqual([
      ["stable with penalty: 20", 20],
    ]);
    expect(stabilityOf({ kind: "gd", stepSize: 0.1, penalty: { kind: "another" } })).toEqual([]);
    expect(stabilityOf({ kind: "gd", stepSize: 0.1, schedule: {} })).toEqual([]);
    expect(stabilityOf({ kind: "adam", stepSize: 0.1 })).toEqual([]);
  });

  test("of a run with a penalty or momentum is not drawn at 2/η", async () => {
    const about = provenance("guide", "thalweg", { specs: [] }, []);
    const drawn = async (dynamics: object): Promise<string> => {
      const drawing = overTime([{ ...syntheticRecord("run", 0.1, 25), spec: { dynamics } }], { columns: ["sharpness"] });
      return new TextDecoder().decode(await exportDrawing(drawing, { format: "svg", width: "double", caption: "", provenance: about }));
    };
    expect(await drawn({ kind: "gd", stepSize: 0.1 })).toContain("2/η = 20");
    expect(await drawn({ kind: "gd", stepSize: 0.1, momentum: 0.2 })).toContain("(2+2β)/η = 24");
    const penalised = await drawn({ kind: "gd", stepSize: 0.1, penalty: { kind: "gradient-norm", coefficient: 0.01 } });
    expect(penalised).toContain("stable with penalty: 15.3");
    expect(penalised).not.toContain("2/η");
  });
});
