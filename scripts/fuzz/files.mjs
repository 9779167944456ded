import { gzipSync, zipSync } from "fflate";
import { tableToParquet } from "../../dist/src/experiment/tableParquet.js";

const bytes = (text) => new TextEncoder().encode(text);
const rows = Array.from({ length: 12 }, (_, i) => [i / 4, (i * i) / 16]);
const csv = `x,y\n${rows.map((row) => row.join(",")).join("\n")}\n`;

/** An array in the form of NumPy, version 1. */
function npy(values, shape) {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117) + "\n";
  const length = Uint8Array.of(header.length & 255, header.length >> 8);
  return Uint8Array.from([0x93, ...bytes("NUMPY"), 1, 0, ...length, ...bytes(header), ...new Uint8Array(Float64Array.from(values).buffer)]);
}

const big = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** Right files of every kind that is read: their names, bytes and the target. */
export const right = [
  ["text.csv", bytes(csv), "y"],
  ["semicolons.csv", bytes(csv.replaceAll(",", ";").replaceAll(".", ",")), "y"],
  ["blanks.txt", bytes(csv.replaceAll(",", " ")), "y"],
  ["text.csv.gz", gzipSync(bytes(csv)), "y"],
  ["array.npy", npy(rows.flat(), [rows.length, 2]), 1],
  [
    "arrays.npz",
    zipSync({
      "x.npy": npy(
        rows.map(([x]) => x),
        [rows.length],
      ),
      "y.npy": npy(
        rows.map(([, y]) => y),
        [rows.length],
      ),
    }),
    "y",
  ],
  ["table.parquet", tableToParquet({ columns: ["x", "y"], rows }), "y"],
  ["numbers.idx", Uint8Array.from([0, 0, 8, 2, ...big(rows.length), ...big(2), ...rows.flatMap((_, i) => [i, i * 2])]), 1],
];

/** A file with one to four damages, or, now and then, only its beginning. */
export function damaged({ below, choose }) {
  const [name, whole, target] = choose(right);
  let content = Uint8Array.from(whole);
  for (let damages = 1 + below(4); damages > 0; damages--) content = damage(content, below);
  return { name, content, target };
}

const words = [
  "NaN",
  "inf",
  "-",
  "red",
  '"',
  ",,,",
  "\n\n",
  "1e999",
  "9".repeat(40_000),
  "\u0000\u001b[2J",
  "0x10",
  "1_000",
  ";",
  "#",
  "\ufeff",
].map(bytes);

function damage(content, below) {
  const at = below(content.length + 1);
  const kind = below(6);
  if (kind === 0) return content.slice(0, at);
  if (kind === 1) return joined(content.slice(0, at), content.slice(at + 1 + below(16)));
  if (kind === 2) return joined(content.slice(0, at), words[below(words.length)], content.slice(at));
  if (kind === 3) return joined(content.slice(0, at), content.slice(Math.max(0, at - below(64))));
  const changed = Uint8Array.from(content);
  if (kind === 4 && at < changed.length) changed[at] ^= 1 << below(8);
  else for (let i = at; i < Math.min(changed.length, at + 4); i++) changed[i] = below(256);
  return changed;
}

const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
