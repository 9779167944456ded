import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { run } from "../../src/experiment/run.ts";
import type { Store } from "../../src/experiment/store.ts";
import { storeError } from "../../src/experiment/storeError.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { DataError } from "../../src/spec/errors.ts";
import { parabola, small } from "./specs.ts";
import { temporaryFolder } from "./temporary.ts";

const six = { base: { ...small, until: { steps: 20_000 } }, grid: { seed: { from: 0, count: 6 } } };

/** Does six runs and lets something happen to the store when so many are done. */
async function swept(workers: number, when: number, happen: (folder: string) => void): Promise<unknown> {
  const folder = join(temporaryFolder(), "runs");
  let isPast = false;
  const onProgress = ({ done }: { readonly done: number }): void => {
    if (done < when || isPast) return;
    isPast = true;
    happen(folder);
  };
  return sweep(six, { workers, store: openStore(folder), onProgress }).catch((error: unknown) => error);
}

const gone: readonly (readonly [string, (folder: string) => void])[] = [
  ["deleted", (folder) => rmSync(folder, { recursive: true, maxRetries: 20 })],
  ["moved", (folder) => renameSync(folder, `${folder}-elsewhere`)],
  [
    "replaced by an empty one",
    (folder) => {
      renameSync(folder, `${folder}-elsewhere`);
      mkdirSync(folder);
    },
  ],
];

describe.each([0, 2])("a store that vanishes during a sweep, with %d workers,", (workers) => {
  test.each(gone)("is said when it was %s", async (_how, happen) => {
    const error = (await swept(workers, 2, happen)) as Error;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toMatch(
      /runs: (is no longer there: it was deleted, moved or unmounted; the sweep ended with \d of 6 runs, and their records are gone with it|\d of the 6 records of this sweep are no longer there: .*)$/,
    );
    expect(error.message.length).toBeLessThanOrEqual(300);
  });

  test("is said also when it goes with the last run", async () => {
    const error = (await swept(workers, 6, gone[1][1])) as Error;
    expect(error.message).toMatch(/runs: 6 of the 6 records of this sweep are no longer there: they were deleted or moved meanwhile$/);
  });
});

test("a store that vanishes between two runs is not made anew in silence", async () => {
  const folder = join(temporaryFolder(), "runs");
  const store = openStore(folder);
  await store.write(await run(parabola));
  rmSync(folder, { recursive: true, maxRetries: 20 });
  await expect(store.write(await run({ ...parabola, seed: 1 }))).rejects.toThrow(`${folder}: is no longer there`);
});

/** A store in memory some of whose writes fail. */
function failing(fault: (n: number) => Error | null): Store {
  const store = memoryStore();
  let n = 0;
  return {
    ...store,
    async write(record) {
      const error = fault(n++);
      if (error !== null) throw error;
      await store.write(record);
    },
  };
}

describe("of records that cannot be written", () => {
  const four = { base: parabola, grid: { seed: [0, 1, 2, 3] } };

  test("one does not take the others down", async () => {
    const store = failing((n) => (n === 1 ? new DataError("x.json", "cannot be written: the record is too large for one file") : null));
    const { progress, cells } = await sweep(four, { workers: 0, store });
    expect(progress).toMatchObject({ done: 3, failed: 1 });
    expect(cells.map(({ status }) => status)).toEqual(["finished", "failed", "finished", "finished"]);
    expect(cells[1].failure).toBe("x.json: cannot be written: the record is too large for one file");
  });

  test("all end the sweep, with what was done", async () => {
    const store = failing((n) => (n >= 2 ? storeError("/disk/x.json", "cannot be written: the disk is full", false) : null));
    await expect(sweep(four, { workers: 0, store })).rejects.toThrow(
      "the sweep ended with 2 of 4 runs stored and those under way lost; /disk/x.json: cannot be written: the disk is full",
    );
  });
});
