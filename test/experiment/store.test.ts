import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Problem, openStore } from "../../src/experiment/directoryStore.ts";
import { identity } from "../../src/experiment/identity.ts";
import { recordText, sealed } from "../../src/experiment/recordHash.ts";
import { run } from "../../src/experiment/run.ts";
import { summarise } from "../../src/experiment/summary.ts";
import type { RunRecord } from "../../src/experiment/types.ts";
import { explained } from "../../src/experiment/writeWhole.ts";
import { parabola } from "./specs.ts";
import { temporaryFolder } from "./temporary.ts";

const fileOf = (folder: string, id: string): string => join(folder, id.slice(0, 2), `${id}.json`);
const recordOf = (steps: number): Promise<RunRecord> => run({ ...parabola, until: { steps } });

describe("a store gives back what was written", () => {
  test("bit for bit, whatever the numbers", async () => {
    const store = openStore(temporaryFolder());
    const record = await recordOf(3);
    const value = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((x) => x + 0),
      fc.constant(null),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value), async (column) => {
        const path = { step: column.map(() => null), time: column.map((_, i) => i), column } as unknown as RunRecord["path"];
        const written = sealed({ ...record, path });
        await store.write(written);
        expect(await store.read(record.id)).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  test("in a file of its id, in a folder of its first two digits", async () => {
    const folder = temporaryFolder();
    const record = await run(parabola, { store: openStore(folder) });
    expect(readFileSync(fileOf(folder, record.id), "utf8")).toBe(recordText(record));
    expect(readdirSync(join(folder, record.id.slice(0, 2)))).toEqual([`${record.id}.json`]);
  });

  test("without doing the run again", async () => {
    const store = openStore(temporaryFolder());
    expect(await run(parabola, { store })).toEqual(await run(parabola, { store }));
  });

  test("and null for a run that it does not hold, also where there is no folder yet", async () => {
    const store = openStore(join(temporaryFolder(), "later"));
    expect(await store.read("0".repeat(64))).toBeNull();
    expect(await store.summaries()).toEqual([]);
  });
});

describe("a file that is no whole record is never read as one", () => {
  async function spoilt(
    spoil: (file: string, record: RunRecord) => void,
  ): Promise<{ read: RunRecord | null; summaries: number; problems: Problem[]; told: Problem[] }> {
    const folder = temporaryFolder();
    const told: Problem[] = [];
    const record = await run(parabola, { store: openStore(folder) });
    await openStore(folder).write(await recordOf(2));
    spoil(fileOf(folder, record.id), record);
    const store = openStore(folder, { onProblem: (problem) => told.push(problem) });
    return { read: await store.read(record.id), summaries: (await store.summaries()).length, problems: await store.problems(), told };
  }

  test("wherever it was cut short", async () => {
    const length = `${JSON.stringify(await run(parabola))}\n`.length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: length - 20 }), async (cut) => {
        const { read, summaries, problems } = await spoilt((file) => truncateSync(file, cut));
        expect({ read, summaries }).toEqual({ read: null, summaries: 1 });
        expect(problems).toHaveLength(1);
        expect(problems[0].message).toMatch(/cut short|is empty/);
      }),
      { numRuns: 20 },
    );
  });

  test.each<[string, (record: RunRecord) => unknown, RegExp]>([
    ["a foreign file", () => ({ hello: "world" }), /is not a record/],
    ["the record of another run", (record) => ({ ...record, id: "0".repeat(64) }), /another run/],
    ["a record whose spec was changed", (record) => ({ ...record, spec: { ...record.spec, seed: 5 } }), /spec was changed/],
    ["columns of unequal length", (record) => ({ ...record, path: { ...record.path, loss: [] } }), /equal length/],
    ["a record that lacks an entry", ({ cost: _cost, ...record }) => record, /cost is not what it should be/],
  ])("%s", async (_name, change, sentence) => {
    const { read, summaries, problems, told } = await spoilt((file, record) => writeFileSync(file, JSON.stringify(change(record))));
    expect({ read, summaries }).toEqual({ read: null, summaries: 1 });
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(sentence)]);
    expect(told[0].message).toMatch(sentence);
  });

  test("what a write left behind that was cut off", async () => {
    const { read, summaries, problems } = await spoilt((file) => writeFileSync(join(file, "..", ".1-x-0.tmp"), "{"));
    expect(read).not.toBeNull();
    expect(summaries).toBe(2);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/cut off/)]);
  });

  test("is replaced when its run is done again", async () => {
    const folder = temporaryFolder();
    const { id } = await run(parabola, { store: openStore(folder) });
    truncateSync(fileOf(folder, id), 100);
    await run(parabola, { store: openStore(folder) });
    expect(await openStore(folder).problems()).toEqual([]);
    expect(await openStore(folder).read(id)).not.toBeNull();
  });
});

describe("the index of a store", () => {
  test("gives what the records say, also when it is lost, torn or stale", async () => {
    const folder = temporaryFolder();
    const store = openStore(folder);
    const records = await Promise.all([1, 2, 3, 4].map(recordOf));
    for (const record of records) await store.write(record);
    const expected = records.map(summarise).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const index = join(folder, "index");
    const segment = (): string => join(index, readdirSync(index)[0]);
    expect(await openStore(folder).summaries()).toEqual(expected);
    truncateSync(segment(), 700);
    expect(await openStore(folder).summaries()).toEqual(expected);
    writeFileSync(segment(), "no json\n{}}\n");
    expect(await openStore(folder).summaries()).toEqual(expected);
    const changed = sealed({ ...records[0], reason: "loss" });
    await openStore(folder).write(changed);
    expect((await store.summaries()).find(({ id }) => id === changed.id)!.reason).toBe("loss");
  });

  test("is joined when it has many parts", async () => {
    const folder = temporaryFolder();
    for (let steps = 1; steps <= 12; steps++) await openStore(folder).write(await recordOf(steps));
    expect(await openStore(folder).summaries()).toHaveLength(12);
    expect(readdirSync(join(folder, "index"))).toHaveLength(1);
    expect(await openStore(folder).summaries()).toHaveLength(12);
  });
});

test("two stores may write one folder at once", async () => {
  const folder = temporaryFolder();
  const [a, b] = [openStore(folder), openStore(folder)];
  const records = await Promise.all(Array.from({ length: 20 }, (_, i) => recordOf(i + 1)));
  await Promise.all(records.flatMap((record) => [a.write(record), b.write(record)]));
  expect(await a.problems()).toEqual([]);
  expect(await b.summaries()).toHaveLength(20);
});

describe("a store that cannot be written is a sentence", () => {
  test("where a part of its path is a file", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(run(parabola, { store: openStore(file) })).rejects.toThrow(
      `${file}: cannot be written: a part of its path is a file, not a folder`,
    );
    await expect(openStore(file).summaries()).rejects.toThrow("is a file, not a folder: a store is a folder");
  });

  test("where it has no name", () => {
    expect(() => openStore("")).toThrow("a store needs a folder, but its name is empty: give one");
  });

  // Node's own recursive mkdir never comes back from there.
  test.skipIf(!existsSync("/proc/self") || process.getuid?.() !== 0)("where the file system knows no new folders", async () => {
    await expect(run(parabola, { store: openStore("/proc/runs/here") })).rejects.toThrow(
      "/proc/runs/here: cannot be written: no folder can be made there",
    );
  });

  test.skipIf(process.getuid?.() === 0)("where it is read-only, and it can still be read", async () => {
    const folder = temporaryFolder();
    const record = await run(parabola, { store: openStore(folder) });
    for (const name of [folder, ...readdirSync(folder).map((entry) => join(folder, entry))]) chmodSync(name, 0o555);
    await expect(run({ ...parabola, until: { steps: 3 } }, { store: openStore(folder) })).rejects.toThrow("permission denied");
    expect(await openStore(folder).read(record.id)).toEqual(record);
    for (const name of [folder, ...readdirSync(folder).map((entry) => join(folder, entry))]) chmodSync(name, 0o755);
  });

  test.skipIf(!existsSync("/dev/full"))("where the disk is full", async () => {
    const full = await new Promise<unknown>((resolve) => {
      try {
        writeFileSync("/dev/full", "x");
      } catch (error) {
        resolve(error);
      }
    });
    expect((explained("a.json", full) as Error).message).toBe("a.json: cannot be written: the disk is full");
  });
});

test("a record is found under the numeric version that it was made with", async () => {
  const folder = temporaryFolder();
  const record = await run(parabola);
  const older = sealed({ ...record, id: identity(record.spec, 0), provenance: { ...record.provenance, numericVersion: 0 } });
  mkdirSync(folder, { recursive: true });
  await openStore(folder).write(older);
  expect(await openStore(folder).read(older.id)).toEqual(older);
});
