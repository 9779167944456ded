import fc from "fast-check";
import { zlibSync, strFromU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { pack } from "../../src/explorer/packed.ts";
import { canonicalRun } from "../../src/experiment/identity.ts";
import { parabola, small } from "../experiment/specs.ts";
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
    kept: fc.constantFrom([], [{ ...small, dynamics: { kind: "gd", stepSize: 0.1 + 0.2 } }], [small, parabola]),
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

describe("a hostile address", () => {
  const addressOf = (entries: Record<string, string>): string => new URLSearchParams(entries).toString();
  const packedText = (text: string): string =>
    btoa(strFromU8(zlibSync(new TextEncoder().encode(text)), true))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  /** What the page may rely on. */
  const expectValid = (state: State): void => {
    expect(Object.keys(state).toSorted()).toEqual(Object.keys(initialState).toSorted());
    expect(planned(state).length).toBeLessThanOrEqual(methods.length + 7);
    for (const { spec } of planned(state)) expect(canonicalRun(spec).version).toBe(1);
    for (const spec of state.kept) expect(typeof (spec as { dynamics: { kind: unknown } }).dynamics.kind).toBe("string");
  };

  test.each<[string, unknown]>([
    ["no examples", { name: "a", x: [], y: [] }],
    ["ragged rows", { name: "a", x: [[1], [1, 2]], y: [[1], [2]] }],
    ["rows of words", { name: "a", x: [["1"]], y: [[1]] }],
    ["as many rows as it likes", { name: "a", x: [[1]], y: [[1], [2]] }],
    ["no rows", { name: "a", x: 3, y: null }],
    ["more than it should", { name: "a", x: [[1]], y: [[1]], z: 1 }],
    ["a name that is none", { name: 7, x: [[1]], y: [[1]] }],
    ["a list", [1, 2]],
    ["nothing", null],
    [
      "more numbers than may be dropped",
      { name: "a", x: Array.from({ length: 150_000 }, () => [1]), y: Array.from({ length: 150_000 }, () => [1]) },
    ],
  ])("own data: %s", (_name, own) => {
    expect(fromFragment(addressOf({ data: "table", own: pack(own) }))).toEqual(initialState);
  });

  test.each<[string, unknown]>([
    ["no list", { length: 1 }],
    ["no objects", [1, null, "x"]],
    ["no spec", [{ dynamics: { kind: "gd" } }]],
    ["no dynamics", [{ ...small, dynamics: null }]],
    ["a kind that is no name", [{ ...small, dynamics: { kind: {} } }]],
    ["a step size that is no number", [{ ...small, dynamics: { kind: "gd", stepSize: "<b>" } }]],
    ["very many", Array.from({ length: 1000 }, () => small)],
  ])("kept runs: %s", (_name, kept) => {
    expect(fromFragment(addressOf({ kept: pack(kept) }))).toEqual(initialState);
  });

  test.each([
    ["a prototype", packedText(JSON.stringify([small]).replace('"seed"', '"__proto__"'))],
    ["a key twice", packedText(JSON.stringify([small]).replace('"seed"', '"init"'))],
    ["lists in lists", packedText("[".repeat(1e6))],
    ["numbers beyond the finite ones", packedText(JSON.stringify([small]).replace("0.1", "1e999"))],
    ["much in little", packedText(" ".repeat(200_000_000))],
    ["half of it", pack([small]).slice(0, 60)],
    ["letters that are none", "%%%"],
    ["very long", "A".repeat(7_000_000)],
  ])("%s", (_name, text) => {
    expect(fromFragment(`#${addressOf({ kept: text })}`)).toEqual(initialState);
    expect(fromFragment(`#${addressOf({ own: text, data: "table" })}`)).toEqual(initialState);
  });

  test("one that is longer than any page makes", () => {
    expect(fromFragment(`#stepSize=1&x=${"y".repeat(21_000_000)}`)).toEqual(initialState);
  });

  test("of any values makes a state that is valid, and is the address of itself", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.double().map(String),
      fc.constantFrom("table", "gd.sgd", "30-20", "-1", "1e400", "NaN", "", "0x10", "__proto__"),
      fc.jsonValue().map(pack),
      fc.constantFrom(pack([small]), pack(own), pack(null)),
    );
    const key = fc.constantFrom(...Object.keys(initialState), "__proto__", "constructor", "x");
    fc.assert(
      fc.property(fc.array(fc.tuple(key, text), { maxLength: 8 }), (entries) => {
        const state = fromFragment(`#${new URLSearchParams(entries).toString()}`);
        expectValid(state);
        expect(fromFragment(toFragment(state))).toEqual(state);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (fragment) => expectValid(fromFragment(fragment))),
      { numRuns: 100 },
    );
  });
});
