import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { interrupted, pause, small } from "./interrupt.ts";
import { thalweg } from "./program.ts";

describe("a call that is interrupted", () => {
  test("does not write over the record that the same run ended with before, and over any other", { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const out = join(folder, "run.json");
    const of = (rows: number): string => `x,y\n${"0.25,0.5\n".repeat(rows)}`;
    // The spec is the same; the data, which make it fast or slow, are not part of it.
    const spec = {
      ...small,
      objective: { ...small.objective, data: { kind: "file", path: "own.csv", target: "y" } },
      until: { steps: 20_000 },
    };
    const call = (input: object): ReturnType<typeof interrupted> =>
      interrupted(["run", "-", "--out", "run.json"], JSON.stringify(input), folder, ["SIGINT"], () => pause(4000));
    writeFileSync(join(folder, "own.csv"), of(2));
    expect((await thalweg(["run", "-", "--out", "run.json"], { input: JSON.stringify(spec), cwd: folder })).code).toBe(0);
    const finished = readFileSync(out, "utf8");
    expect(JSON.parse(finished)).toMatchObject({ status: "finished" });
    writeFileSync(join(folder, "own.csv"), of(200_000));
    const again = await call(spec);
    expect(again.code).toBe(75);
    expect(again.stderr).toContain(
      "thalweg: run.json holds the record of this run from before, which was not stopped (finished): it stays as it was",
    );
    expect(readFileSync(out, "utf8")).toBe(finished);
    expect((await call({ ...spec, seed: 1 })).code).toBe(75);
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ status: "stopped", spec: { seed: 1 } });
    // A stopped record may be replaced by another one.
    expect((await call({ ...spec, seed: 1 })).stderr).not.toContain("stays as it was");
  });

  test(
    "at any of many moments leaves a store that resumes, with code 0 or 75, and nothing half-written",
    { timeout: 300_000 },
    async () => {
      const folder = temporaryFolder();
      const many = JSON.stringify({ version: 1, base: { ...small, until: { steps: 3000 } }, grid: { seed: { from: 0, count: 40 } } });
      // A generator of their own, so that the moments are the same each time.
      let state = 1;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
      for (let i = 0; i < 24; i++) {
        const { code } = await interrupted(["sweep", "-", "--store", "runs", "--workers", "2"], many, folder, [signals[i % 3]], () =>
          pause(1500 * random()),
        );
        expect([0, 75]).toContain(code);
      }
      const { code, stdout } = await thalweg(["sweep", "-", "--store", "runs"], { input: many, cwd: folder });
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n40 of 40 runs/);
      expect((await thalweg(["doctor", "--store", "runs", "--json"], { cwd: folder })).code).toBe(0);
    },
  );
});
