import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalRun } from "../../src/experiment/identity.ts";
import { lossesFor, planned, stepsOf } from "../../src/explorer/specs.ts";
import {
  activations,
  dataKinds,
  fromFragment,
  initialState,
  methods,
  mostSteps,
  noises,
  samplings,
  type State,
  terms,
  toFragment,
} from "../../src/explorer/state.ts";

const own = { name: "own.csv", x: [[0.1], [1 / 3], [-2e-9]], y: [[1], [-1], [1]] };

const states = fc
  .record({
    data: fc.constantFrom(...dataKinds),
    degree: fc.integer({ min: 1, max: 12 }),
    count: fc.integer({ min: 2, max: 60 }),
    hidden: fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 3 }),
    activation: fc.constantFrom(...activations),
    stepSize: fc.double({ min: 1e-6, max: 100, noNaN: true }),
    batchSize: fc.integer({ min: 1, max: 100 }),
    sampling: fc.constantFrom(...samplings),
    noise: fc.constantFrom(...noises),
    time: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    seed: fc.nat(),
    copies: fc.integer({ min: 1, max: 8 }),
    methods: fc.subarray([...methods]),
    compare: fc.constantFrom("time" as const, "loss" as const),
    term: fc.constantFrom(...terms),
    kept: fc.constantFrom([], [{ version: 1, dynamics: { kind: "gd", stepSize: 0.1 + 0.2 } }]),
  })
  .map((given): State => ({ ...initialState, ...given, own: given.data === "table" ? own : null }));

test("an address re-makes every state, to the last bit", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(fromFragment(`#${toFragment(state)}`)).toEqual(state);
    }),
  );
});

test("the initial state has the empty address, and an empty address the initial state", () => {
  expect(toFragment(initialState)).toBe("");
  expect(fromFragment("#")).toEqual(initialState);
});

test("what an address says wrongly is left at its initial value", () => {
  expect(fromFragment("#stepSize=-1&hidden=9999&methods=gd.nonsense&kept=@@&data=table")).toEqual({ ...initialState, methods: ["gd"] });
});

test("every state makes run specs that are right", () => {
  fc.assert(
    fc.property(states, (state) => {
      for (const loss of lossesFor(state))
        for (const { spec } of planned({ ...state, loss }))
          expect(canonicalRun(spec)).toMatchObject({ version: 1, seed: expect.any(Number) as number });
    }),
    { numRuns: 50 },
  );
});

test("a run takes at least one step and at most as many as the page allows", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(stepsOf(state)).toBeGreaterThanOrEqual(1);
      expect(stepsOf(state)).toBeLessThanOrEqual(mostSteps);
    }),
  );
});
