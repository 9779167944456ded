import { statSync } from "node:fs";
import { appendFile, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { summarise, type Summary } from "./summary.ts";
import type { RunRecord } from "./types.ts";
import { makeFolder } from "./folder.ts";
import { writeWhole } from "./writeWhole.ts";

/** A line of the index: a summary, and the record's file as it was (its size and time of change), so that stale lines are known. */
interface Line {
  /** Lines of another form are made anew. */
  readonly form: typeof form;
  readonly size: number;
  readonly changed: number;
  readonly summary: Summary;
}

const form = 2;

/** More segments than this are joined into one. */
const mostSegments = 8;
/** Records that are summarised at a time where the index lacks them. */
const atOnce = 32;

/**
 * Summaries of a store's records, so that a table need not read every record. It is a convenience only: what it lacks, or what does not
 * fit a record's file any more, is made anew from the records. Every process appends to a segment of its own, so that none waits for another.
 */
export class StoreIndex {
  readonly #folder: string;
  readonly #segment: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#segment = join(folder, `${process.pid}-${Date.now().toString(36)}-${Math.trunc(performance.now() * 1000).toString(36)}.jsonl`);
  }

  /** Adds the summary of a record that was just written to `file`. */
  async add(record: RunRecord, file: string): Promise<void> {
    await this.#append([lineOf(record, file)].filter((line) => line !== null));
  }

  /** All summaries in the order of `files`; `read` gives a record where the index does not know it. */
  async summaries(
    files: () => Promise<{ id: string; file: string }[]>,
    read: (id: string) => Promise<RunRecord | null>,
  ): Promise<Summary[]> {
    const known = await this.#load();
    const all = await files();
    const current = all.map(({ id, file }) => fresh(known.get(id), file));
    const missing = all.flatMap((_, i) => (current[i] === null ? [i] : []));
    for (let start = 0; start < missing.length; start += atOnce) {
      const some = missing.slice(start, start + atOnce);
      const made = await Promise.all(
        some.map((i) => read(all[i].id).then((record) => (record === null ? null : lineOf(record, all[i].file)))),
      );
      some.forEach((place, i) => (current[place] = made[i]!));
    }
    const lines = current.filter((line) => line !== null);
    await this.#keep(
      lines,
      missing.map((i) => current[i]!).filter((line) => line !== null),
    );
    return lines.map((line) => line.summary);
  }

  async #segments(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith(".jsonl")).toSorted();
  }

  async #load(): Promise<Map<string, Line>> {
    const known = new Map<string, Line>();
    for (const name of await this.#segments()) {
      const text = await readFile(join(this.#folder, name), "utf8").catch(() => "");
      for (const row of text.split("\n")) {
        const line = parsed(row);
        if (line !== null) known.set(line.summary.id, line);
      }
    }
    return known;
  }

  /** Writes down what was made anew; a store that cannot be written is read all the same. */
  async #keep(all: readonly Line[], made: readonly Line[]): Promise<void> {
    const segments = await this.#segments();
    try {
      if (segments.length <= mostSegments) return await this.#append(made);
      await writeWhole(join(this.#folder, `joined-${process.pid}-${Date.now().toString(36)}.jsonl`), textOf(all));
      await Promise.all(segments.map((name) => rm(join(this.#folder, name), { force: true })));
    } catch {
      // The index saves time, nothing else.
    }
  }

  async #append(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      await makeFolder(this.#folder);
      await appendFile(this.#segment, textOf(lines));
    } catch {
      // What the index lacks is made anew from the records.
    }
  }
}

const textOf = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

function parsed(row: string): Line | null {
  if (!row.endsWith("}")) return null;
  try {
    const line = JSON.parse(row) as Line;
    return line.form === form ? line : null;
  } catch {
    return null;
  }
}

function lineOf(record: RunRecord, file: string): Line | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? null : { form, size: stat.size, changed: stat.mtimeMs, summary: summarise(record) };
}

function fresh(line: Line | undefined, file: string): Line | null {
  if (line === undefined) return null;
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.size === line.size && stat.mtimeMs === line.changed ? line : null;
}
