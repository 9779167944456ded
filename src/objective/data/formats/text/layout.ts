import { DataError } from "../../../../spec/errors.ts";
import type { TextOptions } from "../sheet.ts";
import { ascii } from "./cell.ts";
import { sample, usualWidth } from "./sample.ts";
import { beginsWith, type Layout, lineEnd, nextLine } from "./scan.ts";

/** What may stand between fields; of two that fit as well the earlier one is taken. */
const separators = ["\t", ";", "|", ",", " "];
/** What begins a comment when it begins the file. */
const commentSigns = ["#", "%"];

/** How a text divides into fields: as the options say, and recognised where they are silent. Throws DataError where the text cannot be divided. */
export function layoutOf(bytes: Uint8Array, file: string, options: TextOptions): Layout {
  const declared = options.skip === undefined ? declaredSeparator(bytes) : null;
  const { start, line } = afterLines(bytes, options.skip ?? (declared === null ? 0 : 1), file);
  const sign = options.comment ?? commentSigns.find((candidate) => beginsWith(bytes, firstSign(bytes, start), encode(candidate))) ?? "";
  const layout = { comment: encode(sign), infix: options.comment !== undefined, start, line };
  if (options.separator !== undefined) {
    const [separator, ...more] = encode(options.separator);
    if (more.length > 0 || separator === undefined || /["\r\n]/.test(options.separator))
      throw new DataError(file, `cannot be divided at ${JSON.stringify(options.separator)}; a separator is one ASCII sign, such as ";"`);
    return { ...layout, separator };
  }
  return { ...layout, separator: declared ?? separatorOf(bytes, layout, file, options.decimal ?? null) };
}

/** The separator that a line sep=; before all others tells Excel, or null. */
export function declaredSeparator(bytes: Uint8Array): number | null {
  const said = /^"?sep=([\t -~])"?$/i.exec(ascii(bytes, 0, Math.min(lineEnd(bytes, 0), 9)));
  return said === null || said[1] === '"' ? null : said[1].charCodeAt(0);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function afterLines(bytes: Uint8Array, skip: number, file: string): { start: number; line: number } {
  let at = 0;
  for (let line = 0; line < skip; line++) {
    if (at >= bytes.length) throw new DataError(file, `has ${line} lines, and skip leaves out ${skip}; skip fewer`);
    at = nextLine(bytes, lineEnd(bytes, at));
  }
  return { start: at, line: skip + 1 };
}

/** The place of the first sign that is neither blank nor line break. */
function firstSign(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && " \t\r\n".includes(ascii(bytes, at, at + 1))) at++;
  return at;
}

/**
 * The separator under which most of the fields below the first line are numbers, weighed with the share of lines that have
 * the usual number of fields. Where none divides a line, the text has one column.
 */
function separatorOf(bytes: Uint8Array, layout: Omit<Layout, "separator">, file: string, decimal: "." | "," | null): number {
  let best = ",";
  let most = -1;
  for (const candidate of separators) {
    const found = score(bytes, { ...layout, separator: candidate.charCodeAt(0) }, decimal, file);
    if (found > most) [best, most] = [candidate, found];
  }
  return best.charCodeAt(0);
}

function score(bytes: Uint8Array, layout: Layout, decimal: "." | "," | null, file: string): number {
  let lines;
  try {
    lines = sample(bytes, layout, decimal, file, 100);
  } catch (error) {
    // A separator that does not stand between these quoted fields.
    if (error instanceof DataError) return -1;
    throw error;
  }
  const width = usualWidth(lines);
  if (width < 2) return -1;
  const body = lines.length > 1 ? lines.slice(1) : lines;
  const fields = body.flatMap((line) => line.fields);
  // Decimal commas stand beside separating ones only in quotes.
  if (decimal === "," && layout.separator === decimal.charCodeAt(0) && !fields.every(({ quoted }) => quoted)) return -1;
  const numbers = fields.filter(({ kind }) => kind !== "word").length;
  const regular = lines.filter(({ fields: { length } }) => length === width).length;
  // A sheet of words alone still has a shape.
  return (numbers / fields.length + 0.01) * (regular / lines.length);
}
