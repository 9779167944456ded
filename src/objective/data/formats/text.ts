import { DataError } from "../../../spec/errors.ts";
import { counted } from "../../reading.ts";
import type { Sheet, TextOptions } from "./sheet.ts";
import { type Encoded, encoded } from "./text/decode.ts";
import { type FirstLine, firstLineOf } from "./text/header.ts";
import { declaredSeparator, layoutOf } from "./text/layout.ts";
import { readBody } from "./text/body.ts";
import { otherText } from "./text/other.ts";
import { sample, type SampleField, type SampleLine, usualWidth } from "./text/sample.ts";
import type { Layout } from "./text/scan.ts";

/** What is found out about a text before it is read. */
interface Plan {
  readonly layout: Layout;
  /** The number of columns. */
  readonly width: number;
  /** The line that comes before the examples, if any, and whether it names the columns or is left out. */
  readonly head: { readonly line: SampleLine; readonly is: "names" | "banner" } | null;
  /** Every line goes on after its last field with a separator. */
  readonly trailing: boolean;
  /** How many lines the text has, going by the length of its first ones. */
  readonly likely: number;
  /** The first column has no name above it, as R writes the names of rows. */
  readonly unnamed: boolean;
  readonly notes: readonly string[];
}

/**
 * Reads text in lines of fields: comma, semicolon, tab, bar or blanks between them, decimal points or commas, quotes, comments,
 * a line of names. What the options do not say is recognised, and `notes` of the sheet says what was guessed. Throws DataError
 * with file, line and column where the text is none, is not regular, holds numbers that are not finite, or may be read in two ways.
 */
export function readText(raw: Uint8Array, file: string, options: TextOptions = {}): Sheet {
  const text = encoded(raw, file, options.encoding);
  const plan = planOf(text, file, options);
  const { head, width, notes } = plan;
  const body = readBody(text, { ...plan, before: head === null ? 0 : 1, decimal: options.decimal ?? null }, file);
  const { rows } = body;
  if (rows === 0)
    throw new DataError(
      file,
      head === null
        ? "is empty; it needs one line of numbers an example"
        : "has a header but no examples; it needs one line of numbers an example",
    );
  const named = head?.is === "banner" ? confirmBanner(head.line, rows, width, file) : head !== null;
  const names = named ? [...(plan.unnamed ? [""] : []), ...head!.line.fields.slice(0, width).map((field) => textOf(text, field))] : null;
  const bannerNote = head?.is === "banner" ? [named ? `line ${head.line.line} was read as names` : bannerSaid(head.line, text)] : [];
  return {
    rows,
    columns: width,
    names,
    values: body.values,
    words: body.words,
    faults: body.faults,
    index: plan.unnamed ? [0] : [],
    notes: [...notes, ...bannerNote, ...body.notes],
    line: body.line,
  };
}

function textOf({ word }: Encoded, { start, end, quoted }: SampleField): string {
  return quoted ? word(start, end).replaceAll('""', '"') : word(start, end);
}

function planOf(text: Encoded, file: string, options: TextOptions): Plan {
  const other = options.skip === undefined ? otherText(text) : null;
  if (other !== null) throw new DataError(file, other);
  const layout = layoutOf(text.bytes, file, options);
  const lines = sample(text.bytes, layout, options.decimal ?? null, file);
  if (lines.length === 0) throw new DataError(file, "is empty; it needs one line of numbers an example");
  const [first, ...below] = lines;
  const { is, note } = decide(lines, text, file, options.header ?? "auto");
  const head = is === "example" ? null : { line: first, is };
  const body = head === null ? lines : below;
  const usual = head === null && body.length < 3 ? first.fields.length : usualWidth(body.length === 0 ? lines : body, first.fields.length);
  const trailing =
    usual > 1 &&
    body.length > 0 &&
    body.every(({ fields }) => fields.length !== usual || isEmpty(fields[usual - 1])) &&
    (head === null ||
      head.is === "banner" ||
      head.line.fields.length === usual - 1 ||
      (head.line.fields.length === usual && isEmpty(head.line.fields[usual - 1])));
  const width = trailing ? usual - 1 : usual;
  const declared = options.skip === undefined && declaredSeparator(text.bytes) !== null;
  const saidOfSeparator = declared ? ["line 1 tells the separator and was left out"] : [];
  const notes = [...saidOfSeparator, ...note, ...(trailing ? ["the separator at the end of each line was left out"] : [])];
  const named = head?.is === "names" ? first.fields.length - (trailing && first.fields.length > width ? 1 : 0) : width;
  const unnamed = named === width - 1 && below.length > 0 && namesRows(first, below);
  if (named !== width && !unnamed) throw unequal(first, width, below.length, file);
  return {
    layout,
    width,
    head,
    trailing,
    likely: likelyLines(text, layout, lines),
    unnamed,
    notes: unnamed
      ? [...notes, `line ${first.line} names one column fewer than there are: the first was taken as the names of rows`]
      : notes,
  };
}

/** By the length of the first lines, and a twentieth more. */
function likelyLines({ bytes }: Encoded, { start }: Layout, lines: readonly SampleLine[]): number {
  const seen = lines.at(-1)!.fields.at(-1)!.end + 1 - start;
  return Math.ceil((lines.length * 1.05 * Math.max(bytes.length - start, seen)) / seen);
}

const isEmpty = ({ start, end, quoted }: SampleField): boolean => start === end && !quoted;

/** R writes a column of row names without a name above it: in quotes, words or counts. */
function namesRows({ fields }: SampleLine, below: readonly SampleLine[]): boolean {
  if (fields.every(({ quoted }) => quoted)) return true;
  const first = below.map((line) => line.fields[0]);
  const counted = first.every(({ value }, i) => value === i + first[0].value) && (first[0].value === 0 || first[0].value === 1);
  return fields.every(({ kind }) => kind === "word") && (counted || first.every(({ kind }) => kind === "word"));
}

function unequal({ line, fields }: SampleLine, width: number, below: number, file: string): DataError {
  return new DataError(
    file,
    `has ${counted(fields.length, "field")} where ${below === 1 ? "the line" : "the lines"} below ${below === 1 ? "has" : "have"} ${width}; if it belongs to no example, leave it out with skip: ${line}, otherwise every line needs as many`,
    line,
  );
}

/** Says what the first line is, and what is said of it. Throws DataError where that must be asked. */
function decide(
  lines: readonly SampleLine[],
  text: Encoded,
  file: string,
  header: boolean | "auto",
): { is: Exclude<FirstLine, "doubtful">; note: string[] } {
  if (header !== "auto") return { is: header ? "names" : "example", note: [] };
  const [first, ...below] = lines;
  const is = firstLineOf(lines, below.length > 0 ? usualWidth(below, first.fields.length) : first.fields.length, (field) =>
    textOf(text, field),
  );
  const shown = excerpt(first, text);
  if (is === "doubtful")
    throw new DataError(
      file,
      `${shown} may be the names of the columns or an example; say which with header: true or header: false`,
      first.line,
    );
  if (is === "names") return { is, note: [`line ${first.line} (${shown}) was read as names`] };
  const guess = is === "example" && first.fields.some(({ kind }) => kind === "word");
  return { is, note: guess ? [`line ${first.line} (${shown}) was read as an example, not as names`] : [] };
}

/** The first fields of a line, as they stand there. */
function excerpt({ fields }: SampleLine, text: Encoded): string {
  const most = 4;
  const shown = fields.slice(0, most).map((field) => {
    const whole = textOf(text, field);
    return whole.length > 20 ? `${whole.slice(0, 19)}…` : whole;
  });
  return `${shown.join(", ")}${fields.length > most ? ", …" : ""}`;
}

/** A banner counts the examples. Where it does not, its line may still be names; it is neither where the numbers of fields differ too. True for names. */
function confirmBanner(line: SampleLine, rows: number, width: number, file: string): boolean {
  if (line.fields[0].value === rows) return false;
  if (line.fields.length === width) return true;
  throw new DataError(
    file,
    `looks like a banner of ${line.fields[0].value} examples, and ${rows} follow; leave it out with skip: ${line.line}, or mend the file`,
    line.line,
  );
}

const bannerSaid = (line: SampleLine, text: Encoded): string =>
  `line ${line.line} (${excerpt(line, text)}) was left out: it counts examples and inputs and names classes`;
