import { cellReader, type Cell } from "./cell.ts";
import { scan, type Layout } from "./scan.ts";

/** A field of the first lines: its bytes, and what they hold under either decimal mark. */
export interface SampleField extends Readonly<Cell> {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** A line of the first ones. */
export interface SampleLine {
  readonly line: number;
  readonly fields: readonly SampleField[];
}

/** How a text is read is told from so many of its lines, and so many of its fields. */
const [mostLines, mostFields] = [1000, 200_000];

/** The first lines of a text. Throws DataError as scan does. */
export function sample(
  bytes: Uint8Array,
  layout: Layout,
  decimal: "." | "," | null,
  file: string,
  lines: number = mostLines,
): SampleLine[] {
  const found: SampleLine[] = [];
  let fields: SampleField[] = [];
  let count = 0;
  const { read } = cellReader(bytes);
  const visitor = {
    field: (start: number, end: number, quotes: 0 | 1 | 2): void => {
      fields.push({ ...read(start, end, decimal), start, end, quoted: quotes > 0 });
    },
    record: (line: number): boolean => {
      found.push({ line, fields });
      count += fields.length;
      fields = [];
      return found.length < lines && (count < mostFields || found.length < 2);
    },
    comment: (): void => {},
  };
  scan(bytes, layout, visitor, file);
  return found;
}

/** The number of fields that most of the lines have; where two are as frequent the `likely` one, else the larger. */
export function usualWidth(lines: readonly SampleLine[], likely = 0): number {
  const times = new Map<number, number>();
  for (const { fields } of lines) times.set(fields.length, (times.get(fields.length) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  const widths = [...times].filter(([, count]) => count === most).map(([width]) => width);
  return widths.includes(likely) ? likely : Math.max(0, ...widths);
}
