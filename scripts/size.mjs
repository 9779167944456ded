// What a page loads before it can start a run, kernel included, charts not: fails above 100 KB gzipped.
import { gzipSync } from "node:zlib";
import { loadedFirst } from "./bundle.mjs";

const limit = 100 * 1024;
const files = await loadedFirst("src/browser.ts");
const plain = files.reduce((sum, code) => sum + code.length, 0);
const zipped = files.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);
console.log(`core bundle: ${kilobytes(plain)}, gzipped ${kilobytes(zipped)} of ${kilobytes(limit)} allowed`);
process.exit(zipped <= limit ? 0 : 1);

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
