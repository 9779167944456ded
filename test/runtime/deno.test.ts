import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deno } from "../../scripts/runtimes.mjs";
import { answers } from "./notebookProgram.ts";

const start = promisify(execFile);
const home = fileURLToPath(new URL("../..", import.meta.url));
const program = new URL("notebookProgram.ts", import.meta.url).href;

describe("what makes the kit pleasant in notebooks", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "thalweg-deno-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("works in a program that Deno runs, outside its Jupyter kernel, as it does in Node", async () => {
    const [there, here] = [join(folder, "deno"), join(folder, "node")];
    const code = `import { answers } from ${JSON.stringify(program)}; console.log(JSON.stringify(await answers(${JSON.stringify(there)})));`;
    const { stdout } = await start(deno(), ["eval", "--no-lock", code], { cwd: home });
    expect(JSON.parse(stdout)).toEqual(await answers(here));
    expect(await readdir(there)).toEqual(["falling.json", "falling.pdf", "falling.png", "falling.svg"]);
    for (const file of await readdir(there))
      expect((await readFile(join(there, file))).equals(await readFile(join(here, file))), file).toBe(true);
  });
});
