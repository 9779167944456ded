import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalRun, identify, identity } from "../../src/experiment/identity.ts";
import { canonicalText } from "../../src/spec/canonical.ts";
import { small } from "./specs.ts";

const idOf = (spec: unknown): string => identity(canonicalRun(spec));

/** The same value with the keys of every object in another order. */
function reordered(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((entry) => reordered(entry, random));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, reordered(entry, random)] as const);
  return Object.fromEntries(
    entries
      .map((entry) => ({ entry, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ entry }) => entry),
  );
}

/** Every number in a spec with its path, versions aside. */
function numbers(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "number") return path[0] === "version" ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => numbers(entry, [...path, key]));
}

function changed(spec: object, path: readonly (string | number)[], change: (value: number) => number): object {
  const copy = structuredClone(spec) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, copy);
  holder[path.at(-1)!] = change(holder[path.at(-1)!] as number);
  return copy;
}

describe("the identity of a run", () => {
  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        expect(idOf(reordered(small, () => stream.next().value as number))).toBe(idOf(small));
      }),
      { numRuns: 30 },
    );
  });

  test("does not depend on whether defaults are written out", () => {
    const canonical = canonicalRun(small);
    expect(canonical).not.toEqual(small);
    expect(canonical.init).toEqual({ kind: "normal", seed: 0, scale: "fan-in", gain: 1 });
    expect(canonical.measures).toEqual([{ kind: "loss" }]);
    expect(canonicalText(canonicalRun(canonical))).toBe(canonicalText(canonical));
    expect(idOf(canonical)).toBe(idOf(small));
    const { seed: _seed, measures: _measures, ...bare } = small;
    expect(idOf(bare)).toBe(idOf(small));
  });

  test("does not depend on whether a measure is a name or an object", () => {
    expect(idOf({ ...small, measures: [{ kind: "loss" }] })).toBe(idOf(small));
    expect(idOf({ ...small, measures: [{ kind: "loss", every: 2 }] })).not.toBe(idOf(small));
  });

  test("changes with every number in the canonical spec, however little", () => {
    const canonical = canonicalRun({
      ...small,
      measures: [
        { kind: "loss", every: 2 },
        { kind: "perturbation-sensitivity", std: 0.1 },
      ],
    });
    const ids = new Set([idOf(canonical)]);
    const paths = numbers(canonical).filter(
      (path) => path.join(".") !== "objective.model.widths.0" && path.join(".") !== "objective.model.widths.2",
    );
    for (const path of paths)
      ids.add(idOf(changed(canonical, path, (value) => (Number.isInteger(value) ? value + 1 : value * (1 + Number.EPSILON)))));
    expect(ids.size).toBe(paths.length + 1);
  });

  test("changes with the numeric version", () => {
    const spec = canonicalRun(small);
    expect(identity(spec, 1)).not.toBe(identity(spec, 2));
  });

  test("is the SHA-256 of the canonical JSON, keys in order and without spaces", () => {
    expect(identify(small).id).toMatch(/^[0-9a-f]{64}$/);
    expect(canonicalText({ b: [1, 1e21, 0.1], a: { d: null, c: "ü" } })).toBe('{"a":{"c":"ü","d":null},"b":[1,1e+21,0.1]}');
  });
});

describe("seeds that are left out are the run's", () => {
  test("of init and data", () => {
    const teacher = { kind: "teacher", input: 2, widths: [3, 1], count: 8 };
    const objective = { data: teacher, model: { kind: "mlp", widths: [2, 3, 1], activation: "tanh" }, loss: { kind: "squared-error" } };
    const spec = canonicalRun({ ...small, objective, seed: 7 });
    expect(spec.init).toMatchObject({ seed: 7 });
    expect(spec.objective.data).toMatchObject({ seed: 7 });
    expect(canonicalRun({ ...small, objective: { ...objective, data: { ...teacher, seed: 3 } }, seed: 7 }).objective.data).toMatchObject({
      seed: 3,
    });
  });

  test("of a held-out fraction, unless its data have one", () => {
    const data = { ...small.objective.data, test: { fraction: 0.25 } };
    expect(canonicalRun({ ...small, objective: { ...small.objective, data }, seed: 5 }).objective.data).toMatchObject({
      test: { fraction: 0.25, seed: 5 },
    });
  });
});

test("a spec that a measure refers to becomes canonical too", () => {
  const { version: _version, ...reference } = small;
  const [, measure] = canonicalRun({ ...small, measures: ["loss", { kind: "distance", to: reference }] }).measures;
  expect(measure).toEqual({ kind: "distance", to: canonicalRun(small) });
});
