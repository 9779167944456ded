import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { run } from "../../src/experiment/run.ts";
import { sweep } from "../../src/experiment/sweepProcesses.ts";
import { small } from "./specs.ts";
import { temporaryFolder } from "./temporary.ts";

test("stored runs of a data file that has changed since do not pass for runs of the new one", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "data.csv");
  const store = openStore(join(folder, "store"));
  const spec = { ...small, objective: { ...small.objective, data: { kind: "file", path, target: ["y"] } } } as const;
  writeFileSync(path, "x,y\n0,1\n1,2\n2,2\n");
  const record = await run(spec, { store });
  expect(await run(spec, { store })).toEqual(record);
  writeFileSync(path, "x,y\n0,1\n1,2\n2,3\n");
  await expect(run(spec, { store })).rejects.toThrow(`${path}: has changed since the run ${record.id.slice(0, 12)} was stored`);
  expect((await run(spec)).provenance.data).not.toBe(record.provenance.data);
  await expect(sweep({ base: spec }, { store, workers: 0 })).rejects.toThrow("has changed since");
});
