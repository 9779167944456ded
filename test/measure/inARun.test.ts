import { expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";

const kinds = [
  "spectral-density",
  "gauss-newton",
  "block-curvature",
  "sharpness-gradient",
  "noise-spectrum",
  "relative-flatness",
  "fisher-rao",
  "critical-sharpness",
  "sam-sharpness",
  "adaptive-sharpness",
  "box-sharpness",
];
const spec = {
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 8 },
    model: { kind: "mlp", widths: [1, 5, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 2, sampling: "reshuffle" },
  until: { steps: 20 },
} as const;

test("a run records the measures of curvature and noise by name, the same ones whatever stands beside them", async () => {
  const { status, path } = await run({
    ...spec,
    measures: ["loss", "hessian-trace", "gradient-noise", ...kinds.map((kind) => ({ kind, every: 10 }))],
  } as never);
  expect(status).toBe("finished");
  const last = (name: string): number => path[name].at(-1) as number;
  const parameters = 16;
  const trace = last("hessianTrace");
  expect(last("spectrumMean") * parameters).toBeCloseTo(trace, 11);
  expect([1, 2, 3, 4].reduce((sum, i) => sum + last(`blockTrace${i}`), 0)).toBeCloseTo(trace, 11);
  // tr Σ is the uncentred second moment less ‖∇L‖², and simpleNoiseScale its quotient with that.
  expect(last("noiseTrace") / last("simpleNoiseScale") + last("noiseTrace")).toBeCloseTo(last("empiricalFisherTrace"), 11);
  // The blocks' implicit terms are (η/4)‖∇L‖² in all.
  expect([1, 2, 3, 4].reduce((sum, i) => sum + last(`blockImplicitTerm${i}`), 0)).toBeCloseTo(
    (0.025 * last("noiseTrace")) / last("simpleNoiseScale"),
    12,
  );
  expect(last("noiseTemperature")).toBeCloseTo(0.1 * (1 / 2 - 1 / 8), 15);
  for (const name of [
    "sharpnessGradientNorm",
    "relativeFlatness",
    "fisherRaoNormSquared",
    "modelFisherRaoNormSquared",
    "gaussNewtonSharpness",
  ])
    expect(last(name)).toBeTypeOf("number");
  const alone = await run({ ...spec, measures: [{ kind: "gauss-newton", every: 10 }] } as never);
  expect(alone.path.gaussNewtonTrace).toEqual(path.gaussNewtonTrace.filter((value) => value !== null));
});

test("a run that diverges records null, not a number", async () => {
  const { status, path } = await run({
    ...spec,
    dynamics: { kind: "gd", stepSize: 1e200 },
    measures: kinds.map((kind) => ({ kind, every: 1 })),
  } as never);
  expect(status).toBe("diverged");
  for (const [name, column] of Object.entries(path)) {
    for (const value of column) expect(value === null || typeof value === "string" || Number.isFinite(value), name).toBe(true);
  }
});
