import { existsSync } from "node:fs";
import { isatty } from "node:tty";
import { Command, Option } from "commander";
import { errorColumnOf, errorColumns, valueWithError } from "../experiment/errorColumn.ts";
import { type Table, table } from "../experiment/table.ts";
import { tableToCsv, tableToJson } from "../experiment/tableFormats.ts";
import { writeWhole } from "../experiment/writeWhole.ts";
import { SpecError } from "../spec/errors.ts";
import { reportError } from "./exit.ts";
import { checkOutput, checkOutside, isStandardOutput } from "./output.ts";
import { print, printableLines, sayable } from "./streams.ts";
import { aligned, shown } from "./text.ts";
import { openToldStore } from "./toldStore.ts";

interface Options {
  readonly columns?: string;
  readonly format: "text" | "csv" | "json" | "parquet";
  readonly out?: string;
}

export const tableCommand = new Command("table")
  .description("Print one row for each run of a store: id, status, what varies between the specs, the last value of every column, cost.")
  .argument("<store>", "folder of the records")
  .option("--columns <names>", "only these columns, separated by commas; any entry of the spec may be named by its dotted path")
  .addOption(new Option("--format <format>", "form of the table").choices(["text", "csv", "json", "parquet"]).default("text"))
  .option("--out <file>", "write to this file instead of standard output (-)")
  .addHelpText(
    "after",
    `
Examples:
  thalweg table runs --columns dynamics.stepSize,seed,sharpness
  thalweg table runs --format parquet --out runs.parquet`,
  )
  .action(async (store: string, options: Options) => {
    if (!existsSync(store))
      throw new SpecError(
        "",
        `there is no store ${store}: give the folder of a sweep's records (thalweg sweep SPEC.json --store ${store} makes it)`,
      );
    if (options.out !== undefined && options.out !== "-") {
      await checkOutput(options.out);
      await checkOutside(options.out, store);
    }
    const printed = options.out === undefined || (await isStandardOutput(options.out));
    if (printed && options.format === "parquet" && isatty(1))
      throw new SpecError("format", "parquet is not for a terminal: name a file with --out, or ask for text, csv or json");
    const columns = options.columns?.split(",").map((name) => name.trim());
    const found = await table(openToldStore(store, "skipped"), {
      ...(columns === undefined ? {} : { columns }),
      errors: options.format === "text",
    });
    if (found.rows.length === 0) process.stderr.write(`${sayable(`${store} holds no records`)}\n`);
    const content = await written(found, options.format);
    try {
      if (printed) await print(content);
      else await writeWhole(options.out, content);
    } catch (error) {
      process.exitCode = reportError(error, true);
    }
  });

async function written(content: Table, format: Options["format"]): Promise<string | Uint8Array> {
  if (format === "csv") return tableToCsv(content);
  if (format === "json") return `${tableToJson(content)}\n`;
  if (format === "parquet") return (await import("../experiment/tableParquet.ts")).tableToParquet(content);
  const { columns, rows } = errorsBeside(content);
  const shortened = rows.map((row) => row.map((entry, i) => (columns[i] === "id" ? String(entry).slice(0, 12) : entry)));
  return `${printableLines(aligned([columns, ...shortened]))}\n`;
}

/** The same with errors beside the values that they are errors of, instead of in columns of their own. */
function errorsBeside({ columns, rows }: Table): Table {
  const beside = errorColumns(columns);
  const places = columns.flatMap((name, i) => (beside.has(name) ? [] : [i]));
  const errorAt = new Map(places.map((i) => [i, columns.indexOf(errorColumnOf(columns[i], (name) => beside.has(name)) ?? "")]));
  return {
    columns: places.map((i) => columns[i]),
    rows: rows.map((row) => places.map((i) => valueWithError(row[i], row[errorAt.get(i)!], shown) ?? row[i])),
  };
}
