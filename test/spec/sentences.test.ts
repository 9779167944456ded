import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { nearest, suggestion } from "../../src/spec/describe.ts";
import { DataError, NumericalError, SpecError } from "../../src/spec/errors.ts";
import { member } from "../../src/spec/member.ts";
import { parse, placed } from "../../src/spec/parse.ts";
import { count, index, positive } from "../../src/spec/scalars.ts";

const walk = z.strictObject({ kind: z.literal("walk"), stepSize: positive, pace: z.number().min(0).lt(1).optional() });
const jump = z.strictObject({
  kind: z.literal("jump"),
  height: count,
  feet: z.union([z.enum(["left", "right"]), z.strictObject({ kind: z.literal("both"), order: z.array(index).min(1) })]),
});
const spec = z.strictObject({
  motion: z.discriminatedUnion("kind", [walk, jump]),
  names: z.array(z.string().min(1)).max(2).default([]),
  wild: z.boolean().optional(),
});

const complaint = (value: unknown): string => {
  try {
    parse(spec, value);
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
  return "none";
};
const walking = { kind: "walk", stepSize: 1 };
const jumping = { kind: "jump", height: 1, feet: "left" };

describe("what is wrong with a spec is one sentence with its path", () => {
  test.each([
    [{ motion: { kind: "walk", stepsize: 1 } }, 'motion.stepsize: unknown key "stepsize"; did you mean "stepSize"?'],
    [{ motion: { ...walking, colour: 1 } }, 'motion.colour: unknown key "colour" (known: kind, stepSize, pace)'],
    [{ motion: walking, nmaes: [] }, 'nmaes: unknown key "nmaes"; did you mean "names"?'],
    [{ motion: { kind: "wlak" } }, 'motion.kind: unknown kind "wlak"; did you mean "walk"?'],
    [{ motion: { kind: "fly" } }, 'motion.kind: unknown kind "fly" (known: walk, jump)'],
    [{ motion: { stepSize: 1 } }, "motion.kind: missing; must be one of walk, jump"],
    [{ motion: { kind: 7 } }, "motion.kind: must be one of walk, jump, not 7"],
    [{ motion: { kind: "walk" } }, "motion.stepSize: missing; must be a positive number"],
    [{ motion: { kind: "walk", stepSize: -0.2 } }, "motion.stepSize: must be a positive number, not -0.2"],
    [{ motion: { kind: "walk", stepSize: "0.2" } }, 'motion.stepSize: must be a positive number, not "0.2"'],
    [{ motion: { kind: "walk", stepSize: Number.NaN } }, "motion.stepSize: must be a positive number, not NaN"],
    [{ motion: { kind: "walk", stepSize: Infinity } }, "motion.stepSize: must be a positive number, not Infinity"],
    [{ motion: { ...walking, pace: 1 } }, "motion.pace: must be a number ≥ 0 and < 1, not 1"],
    [{ motion: { ...jumping, height: 1.5 } }, "motion.height: must be a positive whole number, not 1.5"],
    [{ motion: { ...jumping, feet: "lefft" } }, 'motion.feet: unknown name "lefft"; did you mean "left"?'],
    [{ motion: { ...jumping, feet: 4 } }, 'motion.feet: must be one of "left", "right" or an object with kind "both", not 4'],
    [{ motion: { ...jumping, feet: { kind: "both", order: [0, -1] } } }, "motion.feet.order.1: must be a whole number ≥ 0, not -1"],
    [{ motion: { ...jumping, feet: { kind: "both", order: [] } } }, "motion.feet.order: must have at least 1 entry, not 0"],
    [{ motion: walking, names: ["a", "b", "c"] }, "names: must have at most 2 entries, not 3"],
    [{ motion: walking, names: ["a", ""] }, "names.1: must not be empty"],
    [{ motion: walking, wild: "yes" }, 'wild: must be true or false, not "yes"'],
    [{ motion: [] }, "motion: must be an object with a kind, not an empty list"],
    [{}, "motion: missing; must be an object with a kind"],
    [null, "must be an object {motion, names, wild}, not null"],
  ])("%j", (value, sentence) => expect(complaint(value)).toBe(sentence));

  test("a misspelt key is named before the key that it leaves missing", () => {
    expect(complaint({ motion: { kind: "jump", hieght: 2, feet: "left" } })).toBe(
      'motion.hieght: unknown key "hieght"; did you mean "height"?',
    );
  });

  test("a builder says which member its options are for", () => {
    const hop = member("hop", "Hops.", { height: positive }, {});
    expect(() => hop({ height: 0 })).toThrow("hop.height: must be a positive number, not 0");
    expect(hop({ height: 2 })).toEqual({ kind: "hop", height: 2 });
  });
});

test("a name is near when about a third of its letters differ, whatever its case and hyphens", () => {
  expect(nearest("step_size", ["stepSize", "batchSize"])).toBe("stepSize");
  expect(nearest("sharpnes", ["sharpness", "loss"])).toBe("sharpness");
  expect(nearest("zebra", ["stepSize", "batchSize"])).toBeNull();
});

describe("a path that an error has already is not said twice", () => {
  test.each([
    ["measures.2", new SpecError("measures", "is wrong"), "measures.2: is wrong"],
    ["dynamics", new SpecError("dynamics.batchSize", "is wrong"), "dynamics.batchSize: is wrong"],
    ["dynamics", new SpecError("batchSize", "is wrong"), "dynamics.batchSize: is wrong"],
    ["dynamics", new SpecError("", "is wrong"), "dynamics: is wrong"],
  ])("%s", (path, error, message) => expect((placed(path, error) as SpecError).message).toBe(message));
});

describe("the names that are known", () => {
  const many = Array.from({ length: 30 }, (_, i) => `column ${String.fromCharCode(97 + (i % 26))}${i}`);

  test("are the nearest one, else a few", () => {
    expect(suggestion("tanx", ["relu", "tanh"])).toBe('; did you mean "tanh"?');
    expect(suggestion("elsewhere", ["relu", "tanh"])).toBe(" (known: relu, tanh)");
    expect(suggestion("column c3", many)).toBe('; did you mean "column c2"?');
    expect(suggestion("elsewhere", many)).toMatch(/^ \(known: column a0, column b1, .* and \d+ more\)$/);
    expect(suggestion("elsewhere", []).length).toBe(0);
  });

  test.each([
    ["sharpnes", "a letter is missing"],
    ["sharpnesss", "one too many"],
    ["shaprness", "two are exchanged"],
    ["Sharpness", "the case is another"],
    ["sharp-ness", "a hyphen"],
    ["sharp", "the end is missing"],
    ["sharpmess", "one is another"],
  ])("%s: %s", (name) => expect(nearest(name, ["loss", "sharpness", "hessian-trace"])).toBe("sharpness"));

  test("make a short sentence however many and long they are", () => {
    const names = Array.from({ length: 2000 }, (_, i) => `${"long name ".repeat(i % 40)}${i}`);
    for (const name of ["elsewhere", "long name 41", "x".repeat(1e6), names[1999], ""])
      expect(suggestion(name, names).length).toBeLessThan(180);
  });
});

describe("a sentence", () => {
  const text = fc.string({ unit: "binary", maxLength: 3000 });
  const longest = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).map((unit) => unit.repeat(20_000));

  test("is one line of at most 300 characters without control characters, whatever it echoes", () => {
    fc.assert(
      fc.property(fc.oneof(text, longest), fc.oneof(text, longest), fc.option(fc.nat()), (place, complaint, line) => {
        for (const { message } of [
          new SpecError(place, complaint),
          new DataError(place, complaint, line, line),
          new NumericalError(complaint),
        ]) {
          expect(message.length).toBeLessThanOrEqual(300);
          expect(message).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
    );
  });

  test("stands as it is where it is short, after its place", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.string({ maxLength: 190 }), (place, complaint) => {
        expect(new SpecError(place, complaint).message).toBe(`${place}: ${complaint}`);
      }),
    );
  });

  test("keeps what would be right where an echo is long", () => {
    const { message } = new SpecError(
      "objective.model.loss",
      `the formula "${"w+".repeat(1e6)}" ends in an operator: write a number or a name after it`,
    );
    expect(message).toMatch(/^objective\.model\.loss: the formula "w\+.*…w\+.*" ends in an operator: write a number or a name after it$/);
    const names = Array.from({ length: 5000 }, (_, i) => `a${i}`).join(", ");
    expect(new DataError("all.npz", `has no array named x; it holds ${names}: name the inputs x`).message).toMatch(
      /^all\.npz: has no array named x; it holds a0, a1, .*….*, a4998, a4999: name the inputs x$/,
    );
  });

  test("keeps line and column where the file's name is long", () => {
    const file = `${"deep/".repeat(1000)}data.csv`;
    const error = new DataError(file, "is not a number", 12, 3);
    expect(error.message).toMatch(/^deep\/.*….*\/data\.csv, line 12, column 3: is not a number$/);
    expect(error.file).toBe(file);
  });
});
