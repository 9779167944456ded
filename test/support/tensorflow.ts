import { createRequire } from "node:module";
import { dirname } from "node:path";
import type * as Tfjs from "@tensorflow/tfjs";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import { restoreNodeUtil } from "../../src/tensorflow.ts";
import { openRandom } from "../../src/kernel/random.ts";
import type { Data } from "../../src/objective/family.ts";
import type { MlpOptions } from "../../src/objective/model/mlp.ts";

const require = createRequire(import.meta.url);

/** TensorFlow.js as a user has it. */
export const tf = require("@tensorflow/tfjs") as typeof Tfjs;
tf.enableProdMode();

/** Sets the backend: plain JavaScript, WebAssembly on one thread, or the native library of tfjs-node. */
export async function useBackend(backend: "cpu" | "wasm" | "tensorflow"): Promise<void> {
  if (backend === "tensorflow") {
    process.env["TF_CPP_MIN_LOG_LEVEL"] = "2";
    restoreNodeUtil();
    require("@tensorflow/tfjs-node");
  }
  if (backend === "wasm") {
    const file = require.resolve("@tensorflow/tfjs-backend-wasm");
    const wasm = require(file) as typeof Wasm;
    wasm.setWasmPaths(`${dirname(file)}/`);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  }
  await tf.setBackend(backend);
}

/** A model of dense layers with the form of an mlp. */
export function denseModel({ widths, activation, bias = true }: Pick<MlpOptions, "widths" | "activation"> & { bias?: boolean }) {
  const last = widths.length - 2;
  const layers = widths.slice(1).map((units, l) =>
    tf.layers.dense({
      units,
      useBias: bias,
      activation: l === last || activation === "identity" ? "linear" : activation,
      ...(l === 0 ? { inputShape: [widths[0]] } : {}),
    }),
  );
  return tf.sequential({ layers });
}

/** Examples with inputs from the normal distribution: normal targets, or one-hot ones, or ±1. */
export function someData(count: number, inputs: number, outputs: number, targets: "normal" | "one-hot" | "sign" = "normal"): Data {
  const random = openRandom(5, "data");
  const x = Float64Array.from({ length: count * inputs }, () => random.normal());
  const y = Float64Array.from({ length: count * outputs }, (_, i) => {
    if (targets === "normal") return random.normal();
    return targets === "sign" ? random.sign() : i % outputs === (7 * Math.floor(i / outputs)) % outputs ? 1 : 0;
  });
  return { train: { count, inputs, outputs, x, y } };
}

/** A vector of normal numbers, rounded to float32. */
export function normals(size: number, seed: number, scale = 1): Float64Array {
  const random = openRandom(seed, "probes");
  return Float64Array.from({ length: size }, () => Math.fround(scale * random.normal()));
}

/** ‖a − b‖ / ‖b‖. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

/** What `write` writes into a vector. */
export function written(size: number, write: (out: Float64Array) => void): Float64Array {
  const out = new Float64Array(size);
  write(out);
  return out;
}
