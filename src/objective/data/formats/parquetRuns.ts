import type { ColumnMetaData, PageHeader, SchemaTree } from "hyparquet";
import { codecs } from "./parquetCodecs.ts";

/** The largest definition and repetition level of a column: how many elements on its path are optional or repeated, and repeated. */
export interface Levels {
  readonly definition: number;
  readonly repetition: number;
}

/** The levels of every column by its path, joined with zeros. */
export function levelsOf(root: SchemaTree): Map<string, Levels> {
  const found = new Map<string, Levels>();
  const visit = ({ element, children, path }: SchemaTree, above: Levels): void => {
    const repeated = element.repetition_type === "REPEATED";
    const own = {
      definition: above.definition + (repeated || element.repetition_type === "OPTIONAL" ? 1 : 0),
      repetition: above.repetition + (repeated ? 1 : 0),
    };
    if (children.length === 0) found.set(path.join("\0"), own);
    for (const child of children) visit(child, own);
  };
  for (const child of root.children) visit(child, { definition: 0, repetition: 0 });
  return found;
}

/**
 * Holds the runs of a page against its number of values before they are written out: a run of four bytes may claim 2³⁰ values.
 * Throws Error where one claims more than there are. (Parquet's hybrid of runs and packed bits: parquet-format, Encodings.md, RLE.)
 */
export function checkRuns(packed: Uint8Array, header: PageHeader, { codec, type }: ColumnMetaData, levels: Levels): void {
  const unpack = (bytes: Uint8Array, length: number): Uint8Array =>
    codec === "UNCOMPRESSED" ? bytes : (codecs[codec]?.(bytes, length) ?? bytes);
  if (header.data_page_header !== undefined) {
    const { num_values: count, encoding } = header.data_page_header;
    const page = unpack(packed, header.uncompressed_page_size);
    let at = 0;
    for (const most of [levels.repetition, levels.definition]) {
      if (most === 0) continue;
      const length = uint32(page, at);
      walk(page.subarray(at + 4, at + 4 + length), bitsFor(most), count);
      at += 4 + length;
    }
    checkValues(page.subarray(at), encoding, type, count);
    return;
  }
  const page = header.data_page_header_v2!;
  const [repetition, definition] = [page.repetition_levels_byte_length, page.definition_levels_byte_length];
  const fits = page.num_nulls >= 0 && page.num_nulls <= page.num_values && page.num_rows <= page.num_values && page.num_rows >= 0;
  if (!fits || !(repetition >= 0 && definition >= 0 && repetition + definition <= packed.length)) throw new Error("wrong page header");
  walk(packed.subarray(0, repetition), bitsFor(levels.repetition), page.num_values);
  walk(packed.subarray(repetition, repetition + definition), bitsFor(levels.definition), page.num_values);
  const rest = packed.subarray(repetition + definition);
  const values = page.is_compressed === false ? rest : unpack(rest, header.uncompressed_page_size - repetition - definition);
  checkValues(values, page.encoding, type, page.num_values);
}

function checkValues(values: Uint8Array, encoding: string, type: string, count: number): void {
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") walk(values.subarray(1), values[0] ?? 0, count);
  else if (encoding === "RLE" && type === "BOOLEAN") walk(values.subarray(4), 1, count);
}

const uint32 = (bytes: Uint8Array, at: number): number => {
  if (at + 4 > bytes.length) throw new Error("too short");
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
};

/** The bits of a number up to `most`. */
const bitsFor = (most: number): number => 32 - Math.clz32(most);

/** Goes from run to run until `count` values are there or the bytes end. Packed bits come in eights, which may go on beyond the last value. */
function walk(bytes: Uint8Array, width: number, count: number): void {
  let at = 0;
  for (let seen = 0; seen < count && at < bytes.length;) {
    let [head, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error("wrong run");
      const byte = bytes[at++];
      head |= (byte & 127) << shift;
      more = byte > 127;
    }
    const packed = (head & 1) === 1;
    const values = packed ? 8 * (head >>> 1) : head >>> 1;
    if (values > count - seen + (packed ? 512 : 0) || width > 32) throw new Error("wrong run");
    at += packed ? (values / 8) * width : (width + 7) >> 3;
    seen += values;
  }
}
