import type { Data } from "../family.ts";
import { type DataReading, listed } from "../reading.ts";
import type { FileSpec } from "./file.ts";
import { fillMeans } from "./fillMeans.ts";

/** What can be done with the examples of a file only when it is known which of them are held out: fills gaps with means, and says which classes nobody trains on. */
export function settleFile({ path, missing }: FileSpec, data: Data): Data {
  const reading = data.reading!;
  const { data: whole, notes } = missing === "mean" ? fillMeans(data, reading.inputs.names ?? [], path) : { data, notes: [] };
  return { ...whole, reading: { ...reading, notes: [...reading.notes, ...notes, ...untrained(whole, reading)] } };
}

function untrained({ train: { count, outputs, y } }: Data, { classes }: DataReading): string[] {
  if (classes === undefined) return [];
  const seen = new Set<number>();
  for (let at = 0; at < count * outputs; at++) {
    if (classes.coding === "sign") seen.add(y[at] === 1 ? 1 : 0);
    else if (y[at] === 1) seen.add(at % outputs);
  }
  const lacking = Array.from({ length: classes.count }, (_, k) => k).filter((k) => !seen.has(k));
  if (lacking.length === 0) return [];
  return [
    `only held-out examples are of class ${listed(
      lacking.map((k) => classes.names?.[k] ?? String(k)),
      80,
    )}`,
  ];
}
