// TensorFlow.js on its WebAssembly backend, float32, one thread; same protocol as the Python peers (protocol.py).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");
wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + "/");
wasm.setThreadsCount(1);
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
await tf.setBackend("wasm");

const kinds = { gd };
const prepared = {};
console.log(JSON.stringify({ name: "TensorFlow.js (wasm, float32)", version: tf.version.tfjs, kinds: Object.keys(kinds) }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.do === "prepare") {
    prepared[request.kind] = kinds[request.kind](request);
    console.log(JSON.stringify({ check: prepared[request.kind].check }));
  } else {
    console.log(JSON.stringify(timed(prepared[request.kind].call, request.seconds)));
  }
}

function numbers(file) {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

function gd({ widths, stepSize, files }) {
  const flat = numbers(files.w);
  const x = tf.tensor2d(Float32Array.from(numbers(files.x)), [numbers(files.x).length / widths[0], widths[0]]);
  const y = tf.tensor2d(Float32Array.from(numbers(files.y)), [x.shape[0], widths.at(-1)]);
  const variables = [];
  let at = 0;
  for (let i = 0; i + 1 < widths.length; i++) {
    const [inputs, outputs] = [widths[i], widths[i + 1]];
    variables.push(tf.variable(tf.tensor2d(Float32Array.from(flat.subarray(at, at + inputs * outputs)), [outputs, inputs])));
    at += inputs * outputs;
    variables.push(tf.variable(tf.tensor1d(Float32Array.from(flat.subarray(at, at + outputs)))));
    at += outputs;
  }
  const start = variables.map((v) => v.clone());
  const optimiser = tf.train.sgd(stepSize);
  const loss = () => {
    let a = x;
    for (let i = 0; i < variables.length; i += 2) {
      a = a.matMul(variables[i], false, true).add(variables[i + 1]);
      if (i + 2 < variables.length) a = a.tanh();
    }
    return a
      .sub(y)
      .square()
      .sum()
      .mul(0.5 / x.shape[0]);
  };
  const run = (steps) => {
    variables.forEach((v, i) => v.assign(start[i].clone()));
    for (let i = 0; i < steps; i++) optimiser.minimize(loss, false, variables);
    variables[0].dataSync();
    return steps;
  };
  run(10);
  const steps = flat.length * x.shape[0] > 1e7 ? 1 : 10;
  return { check: tf.tidy(() => loss().dataSync()[0]), call: () => run(steps) };
}

function timed(call, seconds) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  let units = 0;
  do units += call();
  while (performance.now() - wall < seconds * 1000);
  const used = process.cpuUsage(cpu);
  return { units, wall: (performance.now() - wall) / 1000, cpu: (used.user + used.system) / 1e6 };
}
