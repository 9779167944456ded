import { statSync } from "node:fs";
import { appendFile, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { summarise, type Summary } from "./summary.ts";
import type { RunRecord } from "./types.ts";
import { DataError } from "../spec/errors.ts";
import { sha256Hex } from "../spec/canonical.ts";
import { makeFolder } from "./folder.ts";
import { writeWhole } from "./writeWhole.ts";

/**
 * A line of the index: a summary, and the record's file as it was (its size, and when its content and its entry were changed), so that stale lines are
 * known. The time of the entry cannot be set back: a record that was touched in any way, copied with its times too, is read anew. In the file a line has its own hash before it.
 */
interface Line {
  /** Lines of an earlier form are made anew. */
  readonly form: typeof form;
  readonly id: string;
  readonly size: number;
  readonly modified: number;
  readonly changed: number;
  /** Null where the file was found to be no record: what was said of it before does not hold. */
  readonly summary: Summary | null;
}

/** The form of lines, raised when what they hold changes. */
export const form = 4;

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

  /** Forgets what was said of a record that turned out to be damaged. */
  async forget(id: string, file: string): Promise<void> {
    const line = fresh((await this.#load()).get(id), file);
    if (line !== null) await this.#append([{ ...line, summary: null }]);
  }

  /** All summaries in the order of `all`; `read` gives a record where the index does not know it. Throws DataError where a later version made the index. */
  async summaries(all: readonly { id: string; file: string }[], read: (id: string) => Promise<RunRecord | null>): Promise<Summary[]> {
    const known = await this.#load();
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
    return lines.flatMap((line) => line.summary ?? []);
  }

  async #segments(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith(".jsonl")).toSorted();
  }

  async #load(): Promise<Map<string, Line[]>> {
    const known = new Map<string, Line[]>();
    for (const name of await this.#segments()) {
      const text = await readFile(join(this.#folder, name), "utf8").catch(() => "");
      for (const row of text.split("\n")) {
        const line = parsed(row, this.#folder);
        if (line === null) continue;
        const lines = known.get(line.id);
        if (lines === undefined) known.set(line.id, [line]);
        else lines.push(line);
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

const textOf = (lines: readonly Line[]): string => lines.map(rowOf).join("");

function rowOf(line: Line): string {
  const text = JSON.stringify(line);
  return `${hashOf(text)} ${text}\n`;
}

const hashOf = (text: string): string => sha256Hex(text).slice(0, 16);

/** A line, or null where it is torn, damaged, or of an earlier form. Throws DataError where it is whole and of a later one. */
function parsed(row: string, folder: string): Line | null {
  const text = row.slice(17);
  if (row[16] !== " " || hashOf(text) !== row.slice(0, 16)) return null;
  const line = JSON.parse(text) as Line;
  if (line.form > form)
    throw new DataError(folder, `was written by a newer version of thalweg (form ${line.form}; known: ${form}): bring thalweg up to date`);
  return line.form === form ? line : null;
}

/** The state of a file, as far as a glance tells; null where there is none to be had. */
function stateOf(file: string): Pick<Line, "size" | "modified" | "changed"> | null {
  try {
    const stat = statSync(file);
    return { size: stat.size, modified: stat.mtimeMs, changed: stat.ctimeMs };
  } catch {
    return null;
  }
}

function lineOf(record: RunRecord, file: string): Line | null {
  const state = stateOf(file);
  return state === null ? null : { form, id: record.id, ...state, summary: summarise(record) };
}

/** The line that fits a file as it is now, unless another says that it is no record. */
function fresh(lines: readonly Line[] | undefined, file: string): Line | null {
  const state = lines === undefined ? null : stateOf(file);
  if (state === null) return null;
  const { size, modified, changed } = state;
  const fitting = lines!.filter((line) => line.size === size && line.modified === modified && line.changed === changed);
  return fitting.some(({ summary }) => summary === null) ? null : (fitting[0] ?? null);
}
