// Makes @tensorflow/tfjs-node loadable: npm installs it without its native library (.npmrc has ignore-scripts). Its own download where that is reachable, else the library out of the TensorFlow wheel
// on PyPI and the binding built here. Kept by version in the user's cache, so that a second run only links it in.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache, installDebian } from "./runtimes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const home = join(root, "node_modules/@tensorflow/tfjs-node");
/** The parts of the package that its install script makes. */
const parts = ["deps", "lib"];
/** The first TensorFlow whose wheel has a C library that needs no Python, and is of the binding's generation. */
const wheel = { name: "tensorflow-cpu", version: "2.15.1", python: "3.11" };
const download = "https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz";
const patience = 5000;
const pythons = ["python3", "python"];
/** Takes the library and the headers out of a wheel. */
const unpack = `
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.namelist():
        if entry in ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"):
            target = os.path.join(deps, "lib", os.path.basename(entry))
        elif entry.startswith("tensorflow/include/tensorflow/") and entry.endswith(".h") or entry.startswith("tensorflow/include/tsl/") and entry.endswith(".h"):
            target = os.path.join(deps, entry[len("tensorflow/"):])
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(entry) as source, open(target, "wb") as out:
            shutil.copyfileobj(source, out)
`;

try {
  console.log(await setUp());
} catch (error) {
  console.error(`setup:tfjs-node: ${error.message}`);
  process.exitCode = 1;
}

async function setUp() {
  if (!existsSync(home)) throw new Error("@tensorflow/tfjs-node is not installed: npm install @tensorflow/tfjs-node");
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const kept = join(cache, `tfjs-node-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(kept)) {
    const loaded = load();
    if (loaded.fault === null) return `tfjs-node ${version} loads already (TensorFlow ${loaded.library})`;
    await make(kept);
  }
  link(kept);
  const { fault, library } = load();
  if (fault !== null) throw new Error(`tfjs-node ${version} was set up in ${kept}, but does not load: ${fault}`);
  return `tfjs-node ${version} loads (TensorFlow ${library}, kept in ${kept})`;
}

async function make(kept) {
  for (const part of parts) rmSync(join(home, part), { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(`${kept}-making-`);
  try {
    if (!(await ordinary())) {
      fromWheel(join(making, "deps"));
      symlinkSync(join(making, "deps"), join(home, "deps"));
      rebuild({ npm_config_build_from_source: "true" });
    }
    for (const part of parts)
      if (!existsSync(join(making, part))) cpSync(join(home, part), join(making, part), { recursive: true, verbatimSymlinks: true });
    // Someone else may have been faster.
    if (!existsSync(kept)) renameSync(making, kept);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** node_modules holds links into the cache: the library is 600 MB. */
function link(kept) {
  for (const part of parts) {
    rmSync(join(home, part), { recursive: true, force: true });
    symlinkSync(join(kept, part), join(home, part));
  }
}

/** The package's own way: its install script downloads the library and, where there is one, the binding. */
async function ordinary() {
  try {
    const { ok } = await fetch(download, { method: "HEAD", signal: AbortSignal.timeout(patience) });
    if (!ok) return false;
  } catch {
    return false;
  }
  try {
    rebuild({});
    return true;
  } catch (error) {
    console.log(`the package's own download came to nothing (${error.message})`);
    rmSync(join(home, "deps"), { recursive: true, force: true });
    return false;
  }
}

/** The C library and the headers out of the wheel, where the package's build looks for them. */
function fromWheel(deps) {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      `${new URL(download).host} cannot be reached, and the way round it, over PyPI, is for Linux on x64 only, not ${process.platform} on ${process.arch}`,
    );
  needTools();
  const folder = mkdtempSync(`${deps}-wheel-`);
  try {
    const python = findPython();
    console.log(`fetching ${wheel.name} ${wheel.version} from PyPI (200 MB)`);
    run(python, [
      "-m",
      "pip",
      "download",
      "-q",
      "--no-deps",
      "--only-binary=:all:",
      "--python-version",
      wheel.python,
      "-d",
      folder,
      `${wheel.name}==${wheel.version}`,
    ]);
    const [file] = readdirSync(folder);
    console.log("taking the library out of it");
    run(python, ["-c", unpack, join(folder, file), deps]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const library = join(deps, "lib");
  for (const [name, target] of [
    ["libtensorflow", "libtensorflow_cc.so.2"],
    ["libtensorflow_framework", "libtensorflow_framework.so.2"],
  ])
    for (const suffix of ["so", "so.2.9.1"]) symlinkSync(target, join(library, `${name}.${suffix}`));
}

/** Runs the package's own install script: it downloads what is not there, and builds the binding where it must. */
function rebuild(environment) {
  console.log("building the binding");
  const headers = ["..", "../..", "/usr", "/usr/local"]
    .map((place) => (place.startsWith("/") ? place : join(dirname(process.execPath), place)))
    .find((place) => existsSync(join(place, "include/node/node_api.h")));
  run("npm", ["rebuild", "@tensorflow/tfjs-node", "--ignore-scripts=false"], {
    ...environment,
    ...(headers === undefined ? {} : { npm_config_nodedir: headers }),
  });
}

/** What node-gyp and the wheel need; as root on Debian it is installed. */
function needTools() {
  const missing = ["make", "g++"].filter((tool) => !works(tool, ["--version"]));
  if (!pythons.some((python) => works(python, ["--version"]))) missing.push("python3");
  if (!pythons.some((python) => works(python, ["-m", "pip", "--version"]))) missing.push("python3-pip");
  if (missing.length > 0) installDebian(missing, `to build the binding of tfjs-node, ${missing.join(", ")} must be installed`);
}

function findPython() {
  const found = pythons.find((python) => works(python, ["-m", "pip", "--version"]));
  if (found === undefined) throw new Error("the wheel comes by pip, and there is no Python with pip here");
  return found;
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** Throws with the last words of what failed. */
function run(command, args, environment = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status === 0) return;
  const said = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-3).join(" ");
  throw new Error(`${command} ${args.slice(0, 2).join(" ")} failed: ${error?.message ?? said}`);
}

/** Loads the package in a process of its own: a library that does not fit takes its process down. */
function load() {
  const program = `
    const util = require("util");
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require("@tensorflow/tfjs-node");
    if (tf.add(1, 2).dataSync()[0] !== 3) throw new Error("1 + 2 is not 3");
    process.stdout.write(tf.backend().binding.TF_Version);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" },
  });
  const words = (stderr ?? "").split("\n").find((line) => line.startsWith("Error")) ?? `it ended with ${status}`;
  return status === 0 ? { fault: null, library: stdout } : { fault: words, library: null };
}
