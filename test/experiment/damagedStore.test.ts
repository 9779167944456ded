import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Problem, openStore } from "../../src/experiment/directoryStore.ts";
import { recordText, sealed } from "../../src/experiment/recordHash.ts";
import { run } from "../../src/experiment/run.ts";
import { form } from "../../src/experiment/storeIndex.ts";
import { summarise } from "../../src/experiment/summary.ts";
import { sha256Hex } from "../../src/spec/canonical.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { table } from "../../src/experiment/table.ts";
import { identity } from "../../src/experiment/identity.ts";
import { parabola, withoutSeconds } from "./specs.ts";
import { temporaryFolder } from "./temporary.ts";

const fileOf = (folder: string, id: string): string => join(folder, id.slice(0, 2), `${id}.json`);
const record = await run(parabola);
const other = await run({ ...parabola, until: { steps: 3 } });
const text = recordText(record);
const isRoot = process.getuid?.() === 0;

/** A store of two records, the first of which was put wrong after it was written. */
async function spoilt(spoil: (file: string) => void): Promise<string> {
  const folder = temporaryFolder();
  const store = openStore(folder);
  await store.write(record);
  await store.write(other);
  expect(await store.summaries()).toHaveLength(2);
  spoil(fileOf(folder, record.id));
  return folder;
}

type Spoil = readonly [name: string, spoil: (file: string) => void, sentence: RegExp];

const replaced =
  (content: string) =>
  (file: string): void =>
    writeFileSync(file, content);
const inPlace =
  (make: (file: string) => void) =>
  (file: string): void => {
    rmSync(file);
    make(file);
  };

const spoils: readonly Spoil[] = [
  ["is empty", replaced(""), /^is empty$/],
  ["is cut short", replaced(text.slice(0, 300)), /cut short/],
  ["is {}", replaced("{}"), /^is not a record/],
  ["holds the record of another run", replaced(recordText(other)), /another run/],
  ["has another spec", replaced(recordText(sealed({ ...record, spec: { ...record.spec, seed: 5 } }))), /spec was changed/],
  ["has a digit changed", replaced(text.replace('"loss":[0.5', '"loss":[0.4')), /does not fit its hash/],
  ["has NaN in it", replaced(text.replace('"loss":[0.5', '"loss":[NaN')), /is not JSON/],
  ["has columns of unequal length", replaced(JSON.stringify(sealed({ ...record, path: { ...record.path, loss: [] } }))), /equal length/],
  [
    "has another number of parameters",
    replaced(recordText(sealed({ ...record, final: { ...record.final, parameters: [] } }))),
    /0 parameters/,
  ],
  ["is a folder", inPlace((file) => mkdirSync(join(file, "inside"), { recursive: true })), /^is a folder/],
  ["is a link to nothing", inPlace((file) => symlinkSync("/nowhere/at/all", file)), /^is a link to a file that is not there$/],
  ["is a link to itself", inPlace((file) => symlinkSync(file, file)), /leads back to itself/],
  ["is no regular file", inPlace((file) => symlinkSync("/dev/null", file)), /^is no regular file$/],
];

describe("a record that is damaged", () => {
  describe.each(spoils)("because it %s", (_name, spoil, sentence) => {
    test("is told of, and left out, and does not stop the others", async () => {
      const folder = await spoilt(spoil);
      const told: Problem[] = [];
      const store = openStore(folder, { onProblem: (problem) => told.push(problem) });
      expect((await store.summaries()).map(({ id }) => id)).toEqual([other.id]);
      expect(await store.read(record.id)).toBeNull();
      expect((await store.problems()).map(({ message }) => message)).toEqual([expect.stringMatching(sentence)]);
      expect(told.map(({ file, message }) => [file, message])).toEqual([[fileOf(folder, record.id), expect.stringMatching(sentence)]]);
    });

    test("is done again, and kept aside as it was", async () => {
      const folder = await spoilt(spoil);
      const file = fileOf(folder, record.id);
      const content = lstatSync(file).isFile() ? readFileSync(file) : null;
      const { progress } = await sweep({ base: parabola, grid: { "until.steps": [3, 10] } }, { workers: 0, store: openStore(folder) });
      expect(progress).toMatchObject({ stored: 1, done: 1, failed: 0 });
      expect(withoutSeconds(await openStore(folder).read(record.id))).toBe(withoutSeconds(record));
      expect(
        readdirSync(dirname(file))
          .filter((name) => name.startsWith(record.id))
          .toSorted(),
      ).toEqual([`${record.id}.json`, `${record.id}.json.damaged-1`]);
      if (content !== null) expect(readFileSync(`${file}.damaged-1`)).toEqual(content);
      expect(await openStore(folder).problems()).toEqual([]);
      expect((await openStore(folder).remarks()).map(({ kind }) => kind)).toEqual(["aside"]);
    });
  });

  test("twice is kept aside twice", async () => {
    const folder = await spoilt(replaced("first"));
    await run(parabola, { store: openStore(folder) });
    const file = fileOf(folder, record.id);
    writeFileSync(file, "second");
    await run(parabola, { store: openStore(folder) });
    expect([1, 2].map((n) => readFileSync(`${file}.damaged-${n}`, "utf8"))).toEqual(["first", "second"]);
    expect(withoutSeconds(await openStore(folder).read(record.id))).toBe(withoutSeconds(record));
  });

  test.skipIf(isRoot)("because it may not be read is done again, and kept aside", async () => {
    const folder = await spoilt((file) => chmodSync(file, 0));
    expect((await openStore(folder).problems()).map(({ message }) => message)).toEqual(["cannot be read: permission denied"]);
    await run(parabola, { store: openStore(folder) });
    expect(existsSync(`${fileOf(folder, record.id)}.damaged-1`)).toBe(true);
  });

  test("after the index was written is seen, also where its size and time are what they were", async () => {
    const folder = await spoilt((file) => {
      const { atime, mtime } = statSync(file);
      writeFileSync(file, text.replace('"loss":[0.5', '"loss":[0.4'));
      utimesSync(file, atime, mtime);
    });
    expect(await openStore(folder).summaries()).toHaveLength(1);
  });

  test("behind the back of the file system is forgotten by the index as soon as it is read", async () => {
    const folder = await spoilt(replaced("rot"));
    const file = fileOf(folder, record.id);
    // The index says of the file as it is now what was right before.
    const { size, mtimeMs: modified, ctimeMs: changed } = statSync(file);
    const line = JSON.stringify({ form, id: record.id, size, modified, changed, summary: summarise(record) });
    writeFileSync(join(folder, "index", "rot.jsonl"), `${sha256Hex(line).slice(0, 16)} ${line}\n`);
    expect(await openStore(folder).summaries()).toHaveLength(2);
    expect(await openStore(folder).read(record.id)).toBeNull();
    expect(await openStore(folder).summaries()).toHaveLength(1);
    const { progress, cells } = await sweep({ base: parabola, grid: { seed: [0] } }, { workers: 0, store: openStore(folder) });
    expect({ done: progress.done, record: withoutSeconds(cells[0].record) }).toEqual({ done: 1, record: withoutSeconds(record) });
  });

  test.each(["in a folder that is a file", "in a link to nothing"])("because it stood %s does not stop the others", async (where) => {
    const folder = await spoilt((file) => {
      rmSync(dirname(file), { recursive: true });
      if (where.includes("link")) symlinkSync("/nowhere/at/all", dirname(file));
      else writeFileSync(dirname(file), "");
    });
    expect((await openStore(folder).summaries()).map(({ id }) => id)).toEqual([other.id]);
    expect((await openStore(folder).problems()).map(({ kind }) => kind)).toEqual(["unreadable"]);
    const { progress, cells } = await sweep({ base: parabola, grid: { "until.steps": [10, 4] } }, { workers: 0, store: openStore(folder) });
    expect(progress).toMatchObject({ done: 1, failed: 1 });
    expect(cells[0].failure).toMatch(/cannot be written/);
  });
});

describe("what a later version made", () => {
  const later = (file: string): void => writeFileSync(file, JSON.stringify({ ...record, version: 2, more: 1 }));
  const sentence = /\.json: was written by a newer version of thalweg \(record version 2; known: 1\): bring thalweg up to date$/;

  test("stops whatever would go past it, and stays as it is", async () => {
    const folder = await spoilt(later);
    const file = fileOf(folder, record.id);
    const before = readFileSync(file, "utf8");
    await expect(openStore(folder).summaries()).rejects.toThrow(sentence);
    await expect(openStore(folder).read(record.id)).rejects.toThrow(sentence);
    await expect(openStore(folder).write(record)).rejects.toThrow(sentence);
    await expect(run(parabola, { store: openStore(folder) })).rejects.toThrow(sentence);
    await expect(sweep({ base: parabola, grid: { seed: [0, 1] } }, { workers: 0, store: openStore(folder) })).rejects.toThrow(sentence);
    await expect(table(openStore(folder))).rejects.toThrow(sentence);
    expect((await openStore(folder).problems()).map(({ kind }) => kind)).toEqual(["newer"]);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("is told also of an index, but not of one that is damaged", async () => {
    const folder = await spoilt(() => undefined);
    const index = join(folder, "index");
    const segment = join(index, readdirSync(index)[0]);
    const lines = readFileSync(segment, "utf8");
    writeFileSync(segment, lines.replaceAll(`"form":${form}`, `"form":${form + 4}`));
    expect(await openStore(folder).summaries()).toHaveLength(2);
    const line = `{"form":${form + 1},"id":"x"}`;
    writeFileSync(join(index, "later.jsonl"), `${sha256Hex(line).slice(0, 16)} ${line}\n`);
    await expect(openStore(folder).summaries()).rejects.toThrow(
      `was written by a newer version of thalweg (form ${form + 1}; known: ${form})`,
    );
  });
});

test("a damaged index never changes what a table says", async () => {
  const folder = await spoilt(() => undefined);
  const expected = await table(openStore(folder));
  const index = join(folder, "index");
  const segment = join(index, readdirSync(index)[0]);
  const lines = readFileSync(segment);
  for (let at = 0; at < lines.length; at += 97) {
    const flipped = Buffer.from(lines);
    flipped[at] ^= 1;
    for (const name of readdirSync(index)) rmSync(join(index, name));
    writeFileSync(segment, flipped);
    expect(await table(openStore(folder))).toEqual(expected);
  }
});

describe("two numeric versions in one store", () => {
  const older = sealed({ ...record, id: identity(record.spec, 0), provenance: { ...record.provenance, numericVersion: 0 } });

  test("are told apart in a table", async () => {
    const folder = await spoilt(() => undefined);
    expect((await table(openStore(folder))).columns).not.toContain("provenance.numericVersion");
    await openStore(folder).write(older);
    const { columns, rows } = await table(openStore(folder));
    const [id, version] = [columns.indexOf("id"), columns.indexOf("provenance.numericVersion")];
    expect(Object.fromEntries(rows.map((row) => [row[id], row[version]]))).toEqual({
      [older.id]: 0,
      [record.id]: record.provenance.numericVersion,
      [other.id]: record.provenance.numericVersion,
    });
    const { rows: asked } = await table(openStore(folder), { columns: ["provenance.numericVersion"] });
    expect(asked.flat().filter((entry) => entry === 0)).toHaveLength(1);
  });
});

test("a record that stands in the wrong folder is told of, and not used", async () => {
  const folder = await spoilt(() => undefined);
  const wrong = join(folder, record.id.startsWith("00") ? "01" : "00");
  mkdirSync(wrong);
  renameSync(fileOf(folder, record.id), join(wrong, `${record.id}.json`));
  expect(await openStore(folder).summaries()).toHaveLength(1);
  expect((await openStore(folder).problems()).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^stands in the wrong folder/),
  ]);
});

describe("what a process left behind", () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;

  test("is swept up by the next sweep when it is gone, and left alone while it lives", async () => {
    const folder = await spoilt(() => undefined);
    const [dead, alive] = [`.${gone}-abc-0.tmp`, `.${process.ppid}-abc-0.tmp`];
    const folders = [folder, join(folder, "index"), dirname(fileOf(folder, record.id))];
    for (const place of folders) for (const name of [dead, alive]) writeFileSync(join(place, name), "{");
    expect((await openStore(folder).remarks()).map(({ kind }) => kind)).toEqual(["leftover", "leftover"]);
    await run({ ...parabola, until: { steps: 4 } }, { store: openStore(folder) });
    for (const place of folders) expect([dead, alive].map((name) => existsSync(join(place, name)))).toEqual([false, true]);
  });
});

test("a record that was changed in memory is not written", async () => {
  const changed = { ...record, reason: "loss" };
  await expect(openStore(temporaryFolder()).write(changed)).rejects.toThrow("the record was changed since its run");
});

test("a record from before hashes is used, and counted", async () => {
  const folder = await spoilt((file) => {
    const { hash: _, ...old } = record;
    writeFileSync(file, JSON.stringify(old));
  });
  expect(await openStore(folder).summaries()).toHaveLength(2);
  expect(await openStore(folder).problems()).toEqual([]);
  expect((await openStore(folder).remarks()).map(({ kind }) => kind)).toEqual(["unhashed"]);
});

test("concurrent sweeps on one damaged store leave one whole record each, and lose nothing", async () => {
  const folder = await spoilt(replaced("torn"));
  const one = { base: parabola, grid: { "until.steps": [3, 10, 4, 5, 6] } };
  const results = await Promise.all([1, 2, 3].map(() => sweep(one, { workers: 0, store: openStore(folder) })));
  for (const { progress } of results) expect(progress.failed).toBe(0);
  expect(await openStore(folder).problems()).toEqual([]);
  expect(await openStore(folder).summaries()).toHaveLength(5);
  const kept = readdirSync(dirname(fileOf(folder, record.id))).filter((name) => name.includes("damaged"));
  expect(kept.map((name) => readFileSync(join(dirname(fileOf(folder, record.id)), name), "utf8"))).toContain("torn");
});
