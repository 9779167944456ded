import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tryTfjsNode } from "../../src/cli/tfjsNode.ts";
import { temporaryFolder } from "../experiment/temporary.ts";

/** A node_modules folder with a tfjs-node that does this when it is loaded. */
function folderWith(program: string): string {
  const folder = temporaryFolder();
  const home = join(folder, "@tensorflow/tfjs-node");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "@tensorflow/tfjs-node", main: "index.js" }));
  writeFileSync(join(home, "index.js"), program);
  return folder;
}

const get = "get it with: npm rebuild @tensorflow/tfjs-node --ignore-scripts=false (in a clone of thalweg: npm run setup:tfjs-node)";

test("tfjs-node that is not installed is only named", () => {
  expect(tryTfjsNode([temporaryFolder()])).toEqual({
    works: false,
    detail: "only needed for TensorFlow.js models on the native backend; get it with: npm install @tensorflow/tfjs-node",
  });
});

test("tfjs-node without its native library is told from one whose library does not fit", () => {
  const without = folderWith('throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found");');
  expect(tryTfjsNode([temporaryFolder(), without]).detail).toBe(`installed, but does not load (its native library is not there); ${get}`);
  const unfit = folderWith('throw new Error("libtensorflow.so.2: cannot open shared object file");');
  expect(tryTfjsNode([unfit]).detail).toBe(`installed, but does not load (libtensorflow.so.2: cannot open shared object file); ${get}`);
  expect(tryTfjsNode([folderWith("process.abort();")]).works).toBe(false);
});

test("tfjs-node that adds two numbers works", () => {
  const program = `module.exports = {
    version: { "tfjs-node": "4.22.0" },
    add: (a, b) => ({ dataSync: () => [require("util").isArray([]) && !require("util").isNullOrUndefined(a) ? a + b : NaN] }),
    backend: () => ({ binding: { TF_Version: "2.9.1" } }),
  };`;
  expect(tryTfjsNode([folderWith(program)])).toEqual({
    works: true,
    detail: "4.22.0 computes, with TensorFlow 2.9.1 (TensorFlow.js models on the native backend)",
  });
});
