import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether tfjs-node computes: it may be installed without its native library, whose install script did not run or could not download it. */
export interface TfjsNode {
  readonly works: boolean;
  readonly detail: string;
}

const get = "npm rebuild @tensorflow/tfjs-node --ignore-scripts=false (in a clone of thalweg: npm run setup:tfjs-node)";

/** Adds two numbers with the package in this folder, in a process of its own: a library that does not fit takes its process down. */
const program = `
const util = require("util");
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
if (tf.add(1, 2).dataSync()[0] !== 3) throw new Error("1 + 2 is not 3");
process.stdout.write(JSON.stringify([tf.version["tfjs-node"], tf.backend().binding.TF_Version]));
`;

/** Tries the package in the first of these node_modules folders that has it. */
export function tryTfjsNode(folders: readonly string[]): TfjsNode {
  const home = folders.map((folder) => `${folder}/@tensorflow/tfjs-node`).find((folder) => existsSync(`${folder}/package.json`));
  if (home === undefined)
    return {
      works: false,
      detail: "only needed for TensorFlow.js models on the native backend; get it with: npm install @tensorflow/tfjs-node",
    };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program, home], {
    encoding: "utf8",
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" },
  });
  if (status === 0) {
    const [version, library] = JSON.parse(stdout) as [string, string];
    return { works: true, detail: `${version} computes, with TensorFlow ${library} (TensorFlow.js models on the native backend)` };
  }
  const reason = stderr
    .split("\n")
    .find((line) => line.startsWith("Error: "))
    ?.slice("Error: ".length);
  const said = reason === undefined || reason.includes("tfjs_binding.node") ? "its native library is not there" : reason;
  return { works: false, detail: `installed, but does not load (${said}); get it with: ${get}` };
}
