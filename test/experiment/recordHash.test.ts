import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText } from "../../src/spec/canonical.ts";
import { contentHash, isWhole, recordText, secondsHash } from "../../src/experiment/recordHash.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunRecord } from "../../src/experiment/types.ts";
import { verify } from "../../src/experiment/verify.ts";
import { parabola, small } from "./specs.ts";

const record = await run({ ...small, until: { steps: 3 }, measures: ["loss", "sharpness"] });
const flow = await run({ ...small, dynamics: { kind: "igr-flow", stepSize: 0.1 }, until: { time: 0.5 } });
const text = recordText(record);
const { id } = record;

const read = (content: string | Buffer): ReturnType<typeof verify> => verify(content.toString(), id);
const isRecord = (found: ReturnType<typeof verify>): found is RunRecord => !("message" in found);

describe("the hash of a record", () => {
  test.each([record, flow])("is SHA-256 over its canonical JSON without the hash and the seconds", (one) => {
    const { hash, cost, ...rest } = one;
    const { seconds: _, ...counts } = cost;
    const content = canonicalText({ ...rest, cost: counts });
    expect(hash).toBe(createHash("sha256").update(content, "utf8").digest("hex"));
    expect(isWhole(one)).toBe(true);
  });

  test("is the same in every run of a spec, whatever the seconds", async () => {
    const again = await run({ ...small, until: { steps: 3 }, measures: ["loss", "sharpness"] });
    expect(again.hash).toBe(record.hash);
    expect(contentHash({ ...record, cost: { ...record.cost, seconds: 1e9 } })).toBe(record.hash);
  });

  test("does not depend on the order of entries", () => {
    const turned = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, entry]) => [key, turned(entry)]),
          )
        : value;
    expect(isWhole(turned(JSON.parse(text)) as RunRecord)).toBe(true);
  });

  test("is another for another outcome", async () => {
    expect((await run(parabola)).hash).not.toBe((await run({ ...parabola, seed: 1 })).hash);
  });
});

describe("of a record's file", () => {
  test("the whole is read back as it was", () => {
    expect(read(text)).toEqual(record);
    expect(JSON.parse(text)).toMatchObject({ cost: { secondsHash: secondsHash(record.hash!, record.cost.seconds) } });
  });

  test("any flipped bit is noticed, or changes nothing that is read", () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), (bit) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const found = read(flipped);
        return !isRecord(found) || JSON.stringify(found) === JSON.stringify(record);
      }),
      { numRuns: 3000 },
    );
    expect(isRecord(read(bytes))).toBe(true);
  });

  test("the same holds for any byte put in, taken out or replaced", () => {
    const bytes = Buffer.from(text);
    const change = fc.record({
      at: fc.integer({ min: 0, max: bytes.length - 1 }),
      taken: fc.integer({ min: 0, max: 3 }),
      put: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(change, ({ at, taken, put }) => {
        const found = read(Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + taken)]));
        return !isRecord(found) || JSON.stringify(found) === JSON.stringify(record);
      }),
      { numRuns: 2000 },
    );
    expect(isRecord(read(bytes))).toBe(true);
  });

  test.each<[string, (value: RunRecord) => unknown]>([
    ["a parameter taken out", ({ final, ...rest }) => ({ ...rest, final: { ...final, parameters: final.parameters.slice(1) } })],
    ["a column put in", ({ path, ...rest }) => ({ ...rest, path: { ...path, accuracy: path.time.map(() => 1) } })],
    [
      "a column taken out",
      ({ path, ...rest }) => ({ ...rest, path: Object.fromEntries(Object.entries(path).filter(([name]) => name !== "loss")) }),
    ],
    ["a number of the path", ({ path, ...rest }) => ({ ...rest, path: { ...path, loss: path.loss.with(1, 0.5) } })],
    [
      "a row taken out",
      ({ path, ...rest }) => ({ ...rest, path: Object.fromEntries(Object.entries(path).map(([k, v]) => [k, v.slice(1)])) }),
    ],
    ["the status", (value) => ({ ...value, status: "diverged" })],
    ["the reason", (value) => ({ ...value, reason: "time" })],
    ["the seconds", ({ cost, ...rest }) => ({ ...rest, cost: { ...cost, seconds: cost.seconds * 2 } })],
    ["the cost", ({ cost, ...rest }) => ({ ...rest, cost: { ...cost, gradients: cost.gradients + 1 } })],
    ["the hash", (value) => ({ ...value, hash: "0".repeat(64) })],
    ["the hash of the seconds", ({ cost, ...rest }) => ({ ...rest, cost: { ...cost, secondsHash: "0".repeat(16) } })],
    ["the hash taken out", (value) => ({ ...value, hash: undefined })],
    ["the data's hash", ({ provenance, ...rest }) => ({ ...rest, provenance: { ...provenance, data: "0".repeat(64) } })],
  ])("%s is seen", (_name, change) => {
    expect(read(JSON.stringify(change(JSON.parse(text) as RunRecord)))).toMatchObject({ kind: "damaged" });
  });

  test.each<[string, string, RegExp]>([
    ["nothing in it", "", /^is empty$/],
    ["an empty object", "{}", /^is not a record: /],
    ["null", "null", /^is not a record: /],
    ["a list", "[]", /^is not a record: /],
    ["a byte order mark before it", `\ufeff${text}`, /^is not a whole record: /],
    ["NaN among its numbers", text.replace(/"loss":\[[^,]+/, '"loss":[NaN'), /^is not a whole record: /],
    ["a column twice, with other numbers first", text.replace('"path":{', '"path":{"loss":[1],'), /^does not fit its hash|^$/],
    ["another record after it", text + text, /^is not a whole record: /],
    ["zeros after it", `${text}\0\0\0`, /^is not a whole record: /],
  ])("with %s", (_name, content, sentence) => {
    const found = read(content);
    if (isRecord(found)) expect(found).toEqual(record);
    else expect(found.message).toMatch(sentence);
  });

  test("without a hash, as before there were hashes, is read, as far as it fits itself", () => {
    const { hash: _, ...old } = record;
    expect(read(JSON.stringify(old))).toEqual(old);
    expect(read(JSON.stringify({ ...old, path: { ...old.path, loss: old.path.loss.map(() => true) } }))).toMatchObject({ kind: "damaged" });
    const short = { ...old, final: { ...old.final, parameters: old.final.parameters.slice(2) } };
    expect(read(JSON.stringify(short))).toMatchObject({ message: expect.stringMatching(/17 parameters where its model has 19/) });
  });

  test("of a later version is another matter than damage", () => {
    expect(read(JSON.stringify({ ...record, version: 2, more: 1 }))).toEqual({
      kind: "newer",
      message: "was written by a newer version of thalweg (record version 2; known: 1): bring thalweg up to date",
    });
  });
});
