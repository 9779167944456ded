import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { openEvidence } from "../../src/claims/examination/evidenceStore.ts";
import { isFailure } from "../../src/claims/examination/compute.ts";
import { examine } from "../../src/claims/examination/examine.ts";
import { fingerprint } from "../../src/claims/examination/fingerprint.ts";
import { markdown, tally, terminalLines } from "../../src/claims/examination/report.ts";
import { loadPaper } from "../../src/claims/index.ts";
import { temporaryFolder } from "../experiment/temporary.ts";

const paper = (await loadPaper("smith-2021"))!;
const one = { paper, claim: paper.claims.find(({ name }) => name === "mean-squared-norm")! };

test("a claim that the store holds is not computed again, unless its file is broken", async () => {
  const store = temporaryFolder();
  const [first] = (await examine([one], { store, workers: 0 })).results;
  const folder = join(store, "claims");
  const [name] = readdirSync(folder);
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, "utf8").replace('"holds"', '"fails"'));
  const [stored] = (await examine([one], { store, workers: 0 })).results;
  expect(stored).toEqual({ ...first, verdict: "fails" });
  writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
  const [again] = (await examine([one], { store, workers: 0 })).results;
  expect(again).toEqual(first);
});

test("evidence is that of the code as it is: of the module and of all that it imports", async () => {
  const of = (deepest: string): Promise<string> => {
    const folder = temporaryFolder();
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write("a.js", 'import { b } from "./b.js";\nexport const a = async () => import("./c.js");\n');
    write("b.js", "export const b = 1;\n");
    write("c.js", 'export {\n  d,\n} from "./d.js";\n');
    write("d.js", deepest);
    return fingerprint(pathToFileURL(join(folder, "a.js")));
  };
  expect(await of("export const d = 1;\n")).toBe(await of("export const d = 1;\n"));
  expect(await of("export const d = 1;\n")).not.toBe(await of("export const d = 2;\n"));
  await expect(fingerprint(pathToFileURL(join(temporaryFolder(), "none.js")))).rejects.toThrow("ENOENT");
});

test("a claim that cannot be computed is a failure of its own; the others go on", async () => {
  const { results, stopped } = await examine([{ paper, claim: { ...one.claim, name: "none" } }, one], { workers: 0 });
  expect(stopped).toBe(false);
  expect(results.map((result) => result.id)).toEqual(["smith-2021/none", "smith-2021/mean-squared-norm"]);
  expect(results.map(isFailure)).toEqual([true, false]);
  expect(tally(results)).toBe("1 of 2 claims hold, 0 fail, 0 outside their conditions, 1 could not be computed");
  expect(terminalLines(results[0])[0]).toContain('there is no claim "smith-2021/none"');
  expect(terminalLines(results[1])[0]).toMatch(/^holds {2}smith-2021\/mean-squared-norm {2}largest relative difference: \S+ \(≤ 1e-10\)$/);
  expect(markdown([paper], results)).toContain("**holds** — In the mean over batches");
});

test("an examination that is stopped has no results for what was left", async () => {
  const { results, stopped } = await examine([one], { workers: 0, signal: AbortSignal.abort() });
  expect(results).toEqual([]);
  expect(stopped).toBe(true);
});

test("a folder without evidence holds none", async () => {
  expect(await openEvidence(temporaryFolder()).read("smith-2021", "smith-2021/mean-squared-norm")).toBeNull();
});
