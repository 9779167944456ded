// The bundle that a browser loads, kernel included, charts not: fails above 100 KB gzipped.
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const limit = 100 * 1024;
const code = await bundle("src/browser.ts", { minify: true });
const size = gzipSync(code, { level: 9 }).length;
console.log(`core bundle: ${(code.length / 1024).toFixed(1)} KB, gzipped ${(size / 1024).toFixed(1)} KB of ${limit / 1024} KB allowed`);
process.exit(size <= limit ? 0 : 1);
