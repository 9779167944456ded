import { describe, expect, test } from "vitest";
import { missProbability, stepsToExclude } from "../../src/kernel/exclusion.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import type { MeasureSpec } from "../../src/experiment/runSpec.ts";

/** 80 parameters besides t: directions 0 and 1 lead in turn as t grows, others stay below; they are 0, so only t moves. */
const crossing = (speed: number): RunInput["objective"] => {
  const others = Array.from({ length: 78 }, (_, i) => `${(0.5 * (i + 1)) / 78}*x${i}^2`);
  return {
    model: {
      kind: "expression",
      parameters: ["t", "a", "b", ...Array.from({ length: 78 }, (_, i) => `x${i}`)],
      loss: `-${speed}*t + (3 + 2*cos(t))*a^2/2 + (3 - 2*cos(t))*b^2/2 + ${others.join(" + ")}`,
    },
  };
};

const follow = (every: number, measures: readonly MeasureSpec[], speed = 0.01): RunInput => ({
  objective: crossing(speed),
  init: { kind: "constant", value: 0 },
  dynamics: { kind: "gd", stepSize: 1 },
  until: { steps: every * 24 },
  measures: measures.map((measure) => ({ ...(measure as object), every })) as never,
});

describe("where the leading branch changes between sparse rows", () => {
  test.each([50, 100, 315, 500])("the sharpness is that of the branch that leads, at every row (%i steps apart)", async (every) => {
    for (const certificate of ["auto", "warm"] as const) {
      const { path } = await run(
        follow(every, [
          { kind: "sharpness", certificate },
          { kind: "eigenvalues", count: 2, certificate },
        ]),
      );
      path.step.forEach((step, row) => {
        const leading = 3 + 2 * Math.abs(Math.cos(0.01 * step!));
        expect(Math.abs((path.sharpness[row] as number) - leading)).toBeLessThan(1e-5 * leading);
        expect(Math.abs((path.eigenvalue1[row] as number) - leading)).toBeLessThan(1e-5 * leading);
      });
    }
  });

  test("and nearer rows are excluded anew where the parameters have moved by more than one per cent", async () => {
    const { path } = await run(follow(5, [{ kind: "sharpness" }], 0.1));
    expect(path.sharpnessCertificate).not.toContain("warm");
    const near = await run(follow(1, [{ kind: "sharpness" }], 0.001));
    expect(near.path.sharpnessCertificate.filter((word) => word === "warm").length).toBe(23);
  });

  test("the miss probability is that of the asked-for fraction: in full on the first and last row, less between them, and no more than was asked for", async () => {
    const size = 81;
    const { path } = await run(follow(100, [{ kind: "sharpness" }]));
    const [full, less] = [0.01, 0.05].map((fraction) => stepsToExclude(size, { fraction, probability: 1e-3 }));
    const misses = path.sharpnessMissProbability as number[];
    expect(new Set(path.sharpnessCertificate.slice(1, -1))).toEqual(new Set(["cold"]));
    expect([path.sharpnessCertificate[0], path.sharpnessCertificate.at(-1)]).toEqual(["probabilistic", "probabilistic"]);
    expect(new Set(misses.slice(1, -1))).toEqual(new Set([missProbability(size, less, 0.01)]));
    for (const end of [misses[0], misses.at(-1)]) expect(end).toBeLessThanOrEqual(missProbability(size, full, 0.01));
    const coarse = await run(follow(100, [{ kind: "sharpness", fraction: 0.2 }]));
    expect(Math.max(...(coarse.path.sharpnessMissProbability as number[]))).toBeLessThanOrEqual(1e-3);
    expect(coarse.cost.hessianVectors).toBeLessThan(
      await run(follow(100, [{ kind: "sharpness" }])).then(({ cost }) => cost.hessianVectors),
    );
    expect(coarse.path.sharpnessCertificate).not.toContain("cold");
    const every = await run(follow(100, [{ kind: "sharpness", certificate: "probabilistic" }]));
    expect(Math.max(...(every.path.sharpnessMissProbability as number[]))).toBeLessThanOrEqual(1e-3);
  });

  test("the smallest eigenvalue is that of its branch", async () => {
    const negated = crossing(0.01);
    const { path } = await run({
      ...follow(100, [{ kind: "smallest-eigenvalue" }]),
      objective: {
        model: { ...negated.model, loss: `-0.01*t - (${(negated.model as { loss: string }).loss.replace("-0.01*t + ", "")})` } as never,
      },
      until: { steps: 2400 },
    });
    path.step.forEach((step, row) => {
      const outermost = -3 - 2 * Math.abs(Math.cos(0.01 * step!));
      expect(Math.abs((path.smallestEigenvalue[row] as number) - outermost)).toBeLessThan(1e-5 * Math.abs(outermost));
    });
  });
});

describe("the pairs that central flow follows", () => {
  const stepSize = 0.42;
  const critical = (t: number): number => Number(3 + 2 * Math.abs(Math.cos(t)) >= (0.98 * 2) / stepSize);

  test.each([1, 50, 500])("are those of the branch that leads, at every row (%i steps apart)", async (every) => {
    const { path } = await run(follow(every, [{ kind: "central-flow-variance", stepSize }]));
    // At the start the curvature is above 2/η, and its gradient is 0: no Σ fulfils the conditions.
    expect(path.criticalEigenvalues).toEqual(path.step.map((step) => (step === 0 ? null : critical(0.01 * step!))));
  });

  test("hold the flow at the edge where another branch comes to it", async () => {
    const { path, conditions } = await run({
      objective: crossing(0.05),
      init: { kind: "values", values: [0.6, ...Array.from({ length: 80 }, () => 0)] },
      dynamics: { kind: "central-flow", stepSize },
      until: { time: 100 },
      measures: [
        { kind: "central-flow-variance", everyTime: 5 },
        { kind: "sharpness", everyTime: 5, certificate: "dense" },
      ],
    });
    expect(Math.max(...(path.sharpness as number[]))).toBeLessThan((2 / stepSize) * (1 + 1e-3));
    expect(path.criticalEigenvalues.slice(0, 8)).toEqual(Array(8).fill(0));
    expect(path.criticalEigenvalues.at(-1)).toBe(1);
    expect(path.sharpness.at(-1)).toBeCloseTo(2 / stepSize, 4);
    expect(conditions?.every(({ holds }) => holds)).toBe(true);
  });
});

describe("on a tanh network in training", () => {
  const network: RunInput = {
    objective: {
      data: { kind: "chebyshev", degree: 4, count: 16 },
      model: { kind: "mlp", widths: [1, 12, 8, 1], activation: "tanh" },
      loss: { kind: "squared-error" },
    },
    init: { kind: "normal", gain: 2 } as never,
    dynamics: { kind: "gd", stepSize: 0.15 },
    until: { steps: 2000 },
    measures: [],
  };

  test.each([50, 100, 500])("every row has the largest eigenvalue of the whole spectrum (%i steps apart)", async (every) => {
    for (const seed of [0, 1, 2]) {
      const measures: readonly object[] = [
        { kind: "sharpness", every },
        { kind: "sharpness", every, certificate: "dense" },
      ];
      const { path } = await run({ ...network, seed, measures: measures as never });
      const columns = path as unknown as Record<string, (number | string | null)[]>;
      path.step.forEach((_, row) => {
        const truth = columns["sharpness_2"][row] as number;
        // What is found is found to a residual of 1e-6; a larger one could be missed by five per cent of the spectrum's width with probability 0.001, and is not.
        expect(columns["sharpness"][row] as number).toBeGreaterThan(truth * (1 - 1e-5));
        expect(columns["sharpness"][row] as number).toBeLessThan(truth * (1 + 1e-9));
        expect(columns["sharpnessCertificate"][row]).toBe(row % 25 === 0 || row === path.step.length - 1 ? "probabilistic" : "cold");
      });
    }
  });
});
