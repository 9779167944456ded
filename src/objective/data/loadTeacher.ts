import { tanh } from "../../kernel/elementary.ts";
import type { Random } from "../../kernel/random.ts";
import type { Data, Table } from "../family.ts";
import type { TeacherSpec } from "./teacher.ts";

/** Draws a teacher, its inputs and its noise, and asks it for the targets: see `teacher`. */
export function loadTeacher(spec: TeacherSpec, random: (purpose: "data" | "test") => Random): Data {
  const stream = random("data");
  const layers = drawLayers(spec, stream);
  const train = examples(layers, spec.count, stream);
  if (spec.noise > 0) for (let k = 0; k < train.y.length; k++) train.y[k] += spec.noise * stream.normal();
  const { test } = spec;
  return test === undefined || "fraction" in test ? { train } : { train, test: examples(layers, test.count, random("test")) };
}

interface Layer {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float64Array;
}

function drawLayers({ input, widths }: TeacherSpec, stream: Random): Layer[] {
  return widths.map((rows, l) => {
    const columns = l === 0 ? input : widths[l - 1];
    const weights = new Float64Array(rows * columns);
    stream.normals(weights);
    return { rows, columns, weights: weights.map((weight) => weight / Math.sqrt(columns)) };
  });
}

function examples(layers: readonly Layer[], n: number, stream: Random): Table {
  const inputs = layers[0].columns;
  const outputs = layers.at(-1)!.rows;
  const x = new Float64Array(n * inputs);
  stream.normals(x);
  const y = new Float64Array(n * outputs);
  for (let i = 0; i < n; i++) y.set(forward(layers, x.subarray(i * inputs, (i + 1) * inputs)), i * outputs);
  return { count: n, inputs, outputs, x, y };
}

function forward(layers: readonly Layer[], x: Float64Array): Float64Array {
  return layers.reduce((activation, { rows, columns, weights }, l) => {
    const last = l === layers.length - 1;
    return Float64Array.from({ length: rows }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += weights[i * columns + j] * activation[j];
      return last ? sum : tanh(sum);
    });
  }, x);
}
