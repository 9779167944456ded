import type { Random } from "../../kernel/random.ts";
import type { Data, Table } from "../family.ts";
import type { PlaneOptions } from "./twoClasses.ts";

/** Where the example of a class stands that is at `part` (from 0 to 1) of its curve. */
type Curve = (which: 0 | 1, part: number) => readonly [number, number];

/** Examples along the curves of two classes, evenly spaced, example i of class i mod 2; the stream "data" (or "test") gives the noise, x then y, in their order. */
export function alongCurves(options: PlaneOptions, curve: Curve, random: (purpose: "data" | "test") => Random): Data {
  const { count, test } = options;
  const train = tableOf(options, count, curve, random("data"));
  return test === undefined || "fraction" in test ? { train } : { train, test: tableOf(options, test.count, curve, random("test")) };
}

function tableOf({ noise, targets }: PlaneOptions, n: number, curve: Curve, stream: Random): Table {
  const outputs = targets === "sign" ? 1 : 2;
  const x = new Float64Array(2 * n);
  const y = new Float64Array(outputs * n);
  const lengths = [(n + 1) >> 1, n >> 1];
  for (let i = 0; i < n; i++) {
    const which = i % 2 === 0 ? 0 : 1;
    const part = lengths[which] === 1 ? 0 : (i >> 1) / (lengths[which] - 1);
    const [across, up] = curve(which, part);
    x[2 * i] = across + (noise > 0 ? noise * stream.normal() : 0);
    x[2 * i + 1] = up + (noise > 0 ? noise * stream.normal() : 0);
    if (targets === "sign") y[i] = which === 0 ? -1 : 1;
    else y[2 * i + which] = 1;
  }
  return { count: n, inputs: 2, outputs, x, y };
}
