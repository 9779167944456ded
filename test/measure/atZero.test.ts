import { describe, expect, test } from "vitest";
import { loadBehaviours, measureBehaviour } from "../../src/experiment/behaviours.ts";
import { objective as build } from "../../src/experiment/byHand.ts";
import { run } from "../../src/experiment/run.ts";
import { measureSchema } from "../../src/experiment/runSpec.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { measures } from "../../src/measure/index.ts";
import type { Value } from "../../src/measure/measure.ts";
import { SpecError } from "../../src/spec/errors.ts";

const options: Readonly<Record<string, object>> = {
  eigenvalues: { count: 1 },
  "perturbation-sensitivity": { std: 0.1, samples: 4 },
  distance: { to: "start" },
};
const places: Readonly<Record<string, object>> = {
  "at w = 0, a critical point of a network": {
    objective: {
      data: { kind: "table", x: [[-1], [0], [1]], y: [[1], [0], [1]] },
      model: { kind: "mlp", widths: [1, 2, 1], activation: "tanh", bias: false },
      loss: { kind: "squared-error" },
    },
    init: { kind: "constant", value: 0 },
  },
  "where everything is fitted, L = 0": {
    objective: {
      data: { kind: "table", x: [[1], [2]], y: [[1], [2]] },
      model: { kind: "mlp", widths: [1, 1], activation: "identity", bias: false },
      loss: { kind: "squared-error" },
    },
    init: { kind: "values", values: [1] },
  },
  "where H = 0": {
    objective: { model: { kind: "expression", parameters: ["a", "b"], loss: "3 + a + 2*b" } },
    init: { kind: "values", values: [1, 2] },
  },
  "where nothing depends on the parameters": {
    objective: { model: { kind: "expression", parameters: ["a"], loss: "2 + 0*a" } },
    init: { kind: "constant", value: 0 },
  },
  "with N = 1 and P = 1": { objective: { model: { kind: "quadratic", matrix: [[2]] } }, init: { kind: "constant", value: 0 } },
};

const [critical, fitted, flat] = ["at w = 0, a critical point of a network", "where everything is fitted, L = 0", "where H = 0"];
/** Ratios of zeros are undefined; the rest in closed form. */
const known: Readonly<Record<string, Readonly<Record<string, number | null>>>> = {
  [critical]: {
    directionalSharpness: null,
    noiseAlignment: null,
    noiseAlignmentError: null,
    samSharpness: null,
    simpleNoiseScale: null,
    noiseParticipationRatio: null,
    shadowDistance: null,
    chaosHorizon: null,
    criticalSharpness: null,
    hessianTrace: 0,
    loss: 1 / 3,
  },
  // L = ½·½((w − 1)² + (2w − 2)²): H = 5/2.
  [fitted]: {
    directionalSharpness: null,
    noiseAlignment: null,
    samSharpness: null,
    simpleNoiseScale: null,
    hessianTrace: 2.5,
    sharpness: 2.5,
    gaussNewtonTrace: 2.5,
    relativeFlatness: 2.5,
    empiricalFisherTrace: 0,
  },
  // ‖(1, 2)‖ = √5.
  [flat]: {
    directionalSharpness: 0,
    noiseAlignment: null,
    criticalSharpness: null,
    hessianTrace: 0,
    samSharpness: 0.05 * Math.sqrt(5),
    modifiedLoss: 8 + 0.025 * 5,
    fisherRaoNormSquared: 25,
  },
  "where nothing depends on the parameters": {
    directionalSharpness: null,
    noiseAlignment: null,
    samSharpness: null,
    simpleNoiseScale: null,
    sharpness: 0,
  },
  "with N = 1 and P = 1": {
    directionalSharpness: null,
    noiseAlignment: null,
    samSharpness: null,
    sharpness: 2,
    smallestEigenvalue: 2,
    hessianTrace: 2,
    spectrumDeviation: 0,
  },
};

/** What a measure itself gives, before the recorder has seen it; null where it needs a run. */
async function given(
  kind: string,
  { objective, init }: { readonly objective?: object; readonly init?: object },
): Promise<readonly Value[] | null> {
  const measure = measureSchema.parse({ kind, ...options[kind] });
  await loadBehaviours({ dynamics: { kind: "gd" }, measures: [measure] });
  const hand = await build(objective as never);
  const refuse = (): never => {
    throw new SpecError("", "only in a run");
  };
  try {
    const read = measureBehaviour(kind).begin(measure, {
      objective: hand.objective,
      dynamics: { ...noDynamics, kind: "gd", stepSize: () => 0.1 },
      random: (purpose) => openRandom(0, purpose),
      reference: refuse,
      shadow: refuse,
    });
    return read({ point: hand.point(init as never), step: 0, time: 0, last: true });
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}

describe.each(Object.entries(places))("%s", (place, spec) => {
  test.each(Object.keys(measures).filter((kind) => kind !== "distance"))(
    "%s itself gives a finite number, null or a word",
    async (kind) => {
      const values = await given(kind, spec);
      expect(values?.filter((value) => typeof value === "number" && !Number.isFinite(value)) ?? []).toEqual([]);
    },
  );

  test.each(Object.keys(measures).filter((kind) => kind !== "distance"))("%s is finite or null", async (kind) => {
    let record;
    try {
      record = await run({
        ...spec,
        dynamics: { kind: "gd", stepSize: 0.1 },
        until: { steps: 1 },
        measures: [{ kind, ...options[kind] }],
      } as never);
    } catch (error) {
      expect((error as Error).name).toBe("SpecError");
      return;
    }
    for (const values of Object.values(record.path))
      for (const value of values) if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
    for (const [column, value] of Object.entries(known[place] ?? {})) {
      const found = (record.path as unknown as Record<string, unknown[]>)[column]?.[0];
      if (found === undefined) continue;
      if (value === null) expect(found).toBeNull();
      else expect(found).toBeCloseTo(value, 12);
    }
  });
});
