import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../scripts/bundle.mjs";
import { chromium, deno, node24 } from "../../scripts/runtimes.mjs";
import { inChromium, inProcess } from "./runtimes.ts";
import { specs } from "./specs.ts";

type Records = Record<string, string>;

let folder: string;
let program: string;
let here: Records;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thalweg-runtimes-"));
  program = join(folder, "program.mjs");
  await writeFile(program, await bundle("test/runtime/program.ts"));
  here = await inProcess(process.execPath, ["--input-type=module", "-e"], program);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test(`every run leaves a record in Node ${process.versions.node}`, () => {
  const statuses = Object.entries(here).map(([name, text]) => [name, (JSON.parse(text) as { status: string }).status]);
  expect(statuses).toEqual(Object.keys(specs).map((name) => [name, name === "a divergence" ? "diverged" : "finished"]));
});

describe("the same run gives the same record, byte for byte (seconds aside),", () => {
  const runtimes: [string, () => string, (path: string) => Promise<Records>][] = [
    ["again in Node", () => process.execPath, (path) => inProcess(path, ["--input-type=module", "-e"], program)],
    ["in Node 24", node24, (path) => inProcess(path, ["--input-type=module", "-e"], program)],
    [
      "in Node with the baseline compiler alone",
      () => process.execPath,
      (path) => inProcess(path, ["--no-wasm-tier-up", "--liftoff-only", "--no-opt", "--input-type=module", "-e"], program),
    ],
    ["in Deno", deno, (path) => inProcess(path, ["eval", "--no-config", "--no-lock"], program)],
    ["in headless Chromium", chromium, (path) => inChromium(path, program)],
  ];
  test.for(runtimes)("%s", async ([name, find, records], { skip }) => {
    const path = tryTo(find);
    if (path instanceof Error) return skip(`${name}: ${path.message}`);
    const there = await records(path);
    for (const run of Object.keys(specs)) expect(there[run], run).toBe(here[run]);
  });
});

function tryTo(find: () => string): string | Error {
  try {
    return find();
  } catch (error) {
    return error as Error;
  }
}
