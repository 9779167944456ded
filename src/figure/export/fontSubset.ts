/**
 * Cuts a TrueType font down to the characters that a figure uses, so that it can be embedded: outlines and widths, no
 * hinting, no kerning; `family` is the name it carries. Plain bytes in a fixed order, no compression: the same characters always give the same font.
 * Table formats after the OpenType specification 1.9.
 */
export function subsetFont(font: Uint8Array, characters: string, family: string): Uint8Array {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = directory(view);
  const glyphOf = characterMap(view, tables.get("cmap")!.offset);
  const codes = [...new Set([...characters].map((c) => c.codePointAt(0)!))]
    .filter((code) => code <= 0xffff && glyphOf(code) !== 0)
    .sort((a, b) => a - b);
  const glyphs = new GlyphReader(view, tables);
  const chosen: number[] = [0];
  const place = (glyph: number): number => {
    if (!chosen.includes(glyph)) chosen.push(glyph);
    return chosen.indexOf(glyph);
  };
  for (const code of codes) place(glyphOf(code));
  // Composite glyphs bring their parts, which may be composite again: `chosen` grows while it is walked.
  const outlines: Uint8Array[] = [];
  for (let i = 0; i < chosen.length; i++) outlines.push(glyphs.outline(chosen[i], place));
  const copy = (tag: string): Uint8Array => {
    const { offset, length } = tables.get(tag)!;
    return font.slice(offset, offset + length);
  };
  const patched = (tag: string, at: number, value: number): Uint8Array => {
    const bytes = copy(tag);
    new DataView(bytes.buffer).setUint16(at, value);
    return bytes;
  };
  return assemble([
    ["OS/2", copy("OS/2")],
    [
      "cmap",
      buildCharacterMap(
        codes,
        codes.map((code) => chosen.indexOf(glyphOf(code))),
      ),
    ],
    ["glyf", join(outlines)],
    ["head", patched("head", 50, 1)],
    ["hhea", patched("hhea", 34, chosen.length)],
    ["hmtx", join(chosen.map((glyph) => glyphs.metrics(glyph)))],
    ["loca", words32(outlines.reduce<number[]>((sums, { length }) => [...sums, sums[sums.length - 1] + length], [0]))],
    ["maxp", patched("maxp", 4, chosen.length)],
    ["name", nameTable({ 1: family, 2: "Regular", 4: family, 6: family.replaceAll(" ", "") })],
    ["post", join([words32([0x00030000]), copy("post").slice(4, 32)])],
  ]);
}

type Directory = ReadonlyMap<string, { readonly offset: number; readonly length: number }>;

function directory(view: DataView): Directory {
  const tables = new Map<string, { offset: number; length: number }>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    tables.set(String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(at + k))), {
      offset: view.getUint32(at + 8),
      length: view.getUint32(at + 12),
    });
  }
  return tables;
}

/** Reads the format 4 subtable (Unicode, basic multilingual plane). */
function characterMap(view: DataView, cmap: number): (code: number) => number {
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const table = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    if (view.getUint16(table) !== 4) continue;
    const segments = view.getUint16(table + 6) / 2;
    const [ends, starts, deltas, ranges] = [14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments].map((offset) => table + offset);
    return (code) => {
      for (let s = 0; s < segments; s++) {
        if (code > view.getUint16(ends + 2 * s)) continue;
        const start = view.getUint16(starts + 2 * s);
        if (code < start) return 0;
        const range = view.getUint16(ranges + 2 * s);
        const glyph = range === 0 ? code : view.getUint16(ranges + 2 * s + range + 2 * (code - start));
        return range !== 0 && glyph === 0 ? 0 : (glyph + view.getUint16(deltas + 2 * s)) & 0xffff;
      }
      return 0;
    };
  }
  throw new RangeError("The font has no character map of format 4.");
}

class GlyphReader {
  readonly #view: DataView;
  readonly #tables: Directory;
  readonly #long: boolean;
  readonly #metricCount: number;

  constructor(view: DataView, tables: Directory) {
    this.#view = view;
    this.#tables = tables;
    this.#long = view.getUint16(tables.get("head")!.offset + 50) === 1;
    this.#metricCount = view.getUint16(tables.get("hhea")!.offset + 34);
  }

  /** A glyph's outline without hinting instructions, padded to 4 bytes, its parts renumbered by `place`. */
  outline(glyph: number, place: (glyph: number) => number): Uint8Array {
    const loca = this.#tables.get("loca")!.offset;
    const at = (i: number): number => (this.#long ? this.#view.getUint32(loca + 4 * i) : 2 * this.#view.getUint16(loca + 2 * i));
    const start = this.#tables.get("glyf")!.offset + at(glyph);
    const length = at(glyph + 1) - at(glyph);
    if (length === 0) return new Uint8Array(0);
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length);
    const contours = this.#view.getInt16(start);
    if (contours >= 0) return padded(withoutInstructions(bytes, contours));
    const out = Uint8Array.from(bytes);
    return padded(renumber(out, place));
  }

  /** Advance width and left side bearing, as in hmtx. */
  metrics(glyph: number): Uint8Array {
    const hmtx = this.#tables.get("hmtx")!.offset;
    const advance = this.#view.getUint16(hmtx + 4 * Math.min(glyph, this.#metricCount - 1));
    const bearing = glyph < this.#metricCount ? hmtx + 4 * glyph + 2 : hmtx + 4 * this.#metricCount + 2 * (glyph - this.#metricCount);
    return words16([advance, this.#view.getUint16(bearing)]);
  }
}

function withoutInstructions(bytes: Uint8Array, contours: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = 10 + 2 * contours;
  const rest = bytes.subarray(at + 2 + view.getUint16(at));
  return join([bytes.slice(0, at), words16([0]), rest]);
}

/** Walks the parts of a composite glyph; its instructions, if any, are dropped. */
function renumber(bytes: Uint8Array, place: (glyph: number) => number): Uint8Array {
  const view = new DataView(bytes.buffer);
  let at = 10;
  for (;;) {
    const flags = view.getUint16(at);
    view.setUint16(at, flags & ~0x0100);
    view.setUint16(at + 2, place(view.getUint16(at + 2)));
    at += 4 + (flags & 0x0001 ? 4 : 2) + (flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0);
    if ((flags & 0x0020) === 0) return bytes.slice(0, at);
  }
}

/** A format 4 character map with one segment for each run of neighbouring characters. */
function buildCharacterMap(codes: readonly number[], glyphs: readonly number[]): Uint8Array {
  const segments: { start: number; end: number; delta: number }[] = [];
  codes.forEach((code, i) => {
    const delta = (glyphs[i] - code) & 0xffff;
    const before = segments[segments.length - 1];
    if (before !== undefined && before.end === code - 1 && before.delta === delta) before.end = code;
    else segments.push({ start: code, end: code, delta });
  });
  segments.push({ start: 0xffff, end: 0xffff, delta: 1 });
  const count = segments.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const head = [4, 16 + 8 * count, 0, 2 * count, 2 * power, Math.log2(power), 2 * (count - power)];
  const body = [
    ...segments.map(({ end }) => end),
    0,
    ...segments.map(({ start }) => start),
    ...segments.map(({ delta }) => delta),
    ...segments.map(() => 0),
  ];
  return join([words16([0, 1, 3, 1]), words32([12]), words16([...head, ...body])]);
}

/** Names in English for Windows, UTF-16: what programs find a font by. */
function nameTable(names: Readonly<Record<number, string>>): Uint8Array {
  const entries = Object.entries(names).map(([id, name]) => ({ id: Number(id), bytes: words16([...name].map((c) => c.charCodeAt(0))) }));
  let offset = 0;
  const records = entries.map(({ id, bytes }) => words16([3, 1, 0x409, id, bytes.length, (offset += bytes.length) - bytes.length]));
  return join([words16([0, entries.length, 6 + 12 * entries.length]), ...records, ...entries.map(({ bytes }) => bytes)]);
}

function assemble(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const count = tables.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const header = [words32([0x00010000]), words16([count, 16 * power, Math.log2(power), 16 * (count - power)])];
  let offset = 12 + 16 * count;
  const records: Uint8Array[] = [];
  const bodies: Uint8Array[] = [];
  for (const [tag, bytes] of tables) {
    if (tag === "head") new DataView(bytes.buffer).setUint32(8, 0);
    const body = padded(bytes);
    records.push(join([Uint8Array.from([...tag].map((c) => c.charCodeAt(0))), words32([checksum(body), offset, bytes.length])]));
    bodies.push(body);
    offset += body.length;
  }
  const font = join([...header, ...records, ...bodies]);
  const head = tables
    .slice(
      0,
      tables.findIndex(([tag]) => tag === "head"),
    )
    .reduce((sum, [, bytes]) => sum + padded(bytes).length, 12 + 16 * count);
  new DataView(font.buffer).setUint32(head + 8, (0xb1b0afba - checksum(font)) >>> 0);
  return font;
}

function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let i = 0; i + 3 < bytes.length; i += 4) sum = (sum + view.getUint32(i)) >>> 0;
  return sum;
}

function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array((bytes.length + 3) & ~3);
  out.set(bytes);
  return out;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function words16(values: readonly number[]): Uint8Array {
  const out = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => out.setUint16(2 * i, value & 0xffff));
  return new Uint8Array(out.buffer);
}

function words32(values: readonly number[]): Uint8Array {
  const out = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => out.setUint32(4 * i, value >>> 0));
  return new Uint8Array(out.buffer);
}
