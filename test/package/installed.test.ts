import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pack } from "../../scripts/pack.mjs";

const start = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const consumer = fileURLToPath(new URL("consumer/", import.meta.url));
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "thalweg-consumer-"));
  const tarball = pack(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await start("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], { cwd: project });
  for (const file of await readdir(consumer)) await copyFile(join(consumer, file), join(project, file));
});

afterAll(() => rm(project, { recursive: true, force: true }));

const inNode = async (code: string): Promise<string> =>
  (await start(process.execPath, ["--input-type=module", "-e", code], { cwd: project })).stdout;

/** Compiles files of the project into its folder out; returns what the compiler complains about. */
async function compile(files: readonly string[], more: object = {}): Promise<string> {
  const compilerOptions = {
    strict: true,
    target: "es2023",
    lib: ["es2023", "dom"],
    module: "nodenext",
    types: [],
    outDir: "out",
    skipLibCheck: true,
    ...more,
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await start(process.execPath, [compiler, "-p", project]).catch((error: { stdout: string }) => error);
  return stdout;
}

const final = "const { final } = await record(); console.log(JSON.stringify(final));";

describe("installed from its tarball into an empty project", () => {
  test("the types hold, with every library checked", async () => {
    expect(await compile(["program.ts", "wrong.ts"], { skipLibCheck: false })).toBe("");
  });

  test("the readme's example has the right types and prints what it says", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const example = /```ts\n(.*?)```/s.exec(readme)![1];
    await writeFile(join(project, "example.ts"), example);
    await compile(["example.ts"]);
    const printed = (await start(process.execPath, [join(project, "out/example.js")])).stdout.trim().split(" ").map(Number);
    const stated = [.../(\d+\.\d+): /g[Symbol.matchAll](example.slice(example.lastIndexOf("//")))].map(([, number]) => Number(number));
    expect(printed.map((value) => Number(value.toFixed(2)))).toEqual(stated);
  });

  test("what a notebook shows and takes to a paper has the right types, and is shown and written", async () => {
    expect(await compile(["notebook.ts"], { skipLibCheck: false })).toBe("");
    const { stdout } = await start(process.execPath, [join(project, "out/notebook.js")], { cwd: project });
    expect(stdout).toContain("finished by steps at step 50 (time 10)");
    expect(stdout.trimEnd().endsWith(join("figures", "falling.pdf"))).toBe(true);
    expect((await readFile(join(project, "figures/falling.pdf"))).subarray(0, 5).toString()).toBe("%PDF-");
  });

  test("a run in Node and the same run from a bundle made for browsers end at the same parameters", async () => {
    await build({
      root: project,
      configFile: false,
      logLevel: "error",
      build: {
        outDir: "bundle",
        rolldownOptions: {
          input: join(project, "program.ts"),
          preserveEntrySignatures: "strict",
          output: { format: "es", entryFileNames: "program.js" },
        },
      },
    });
    const direct = await inNode(`import { record } from "./out/program.js"; ${final}`);
    const bundled = await inNode(`import { record } from "./bundle/program.js"; ${final}`);
    expect((JSON.parse(direct) as { step: number }).step).toBe(50);
    expect(bundled).toBe(direct);
  });

  test("the command runs Barrett and Dherin's two parameters to their end (h = 0.025)", async () => {
    const spec = {
      version: 1,
      objective: { model: { kind: "expression", parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" } },
      init: { kind: "values", values: [2.8, 3.5] },
      dynamics: { kind: "gd", stepSize: 0.025 },
      until: { steps: 2000 },
    };
    await mkdir(join(project, "specs"));
    await writeFile(join(project, "specs/run.json"), JSON.stringify(spec));
    const { stdout } = await start(join(project, "node_modules/.bin/thalweg"), ["run", "specs/run.json", "--json"], { cwd: project });
    const { status, final: end } = JSON.parse(stdout) as { status: string; final: { parameters: number[] } };
    expect(status).toBe("finished");
    expect(end.parameters[0]).toBeCloseTo(0.29652, 4);
    expect(end.parameters[1]).toBeCloseTo(2.02349, 4);
  });

  test("the licence and the readme are in it, sources of tests are not", async () => {
    const home = join(project, "node_modules/thalweg");
    const files = await readdir(home);
    expect(files.toSorted()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "dist", "docs", "examples", "package.json"]);
    expect(await readdir(join(home, "dist"))).toEqual(["figures", "src"]);
    expect((await readdir(join(home, "docs"))).toSorted()).toEqual(["claims.md", "conventions.md", "tensorflow.md"]);
    expect(await readFile(join(home, "LICENSE"), "utf8")).toContain("MIT");
  });
});
