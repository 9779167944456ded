// Compiles src/kernel/assembly to WebAssembly and embeds it, deflated and base64-coded, in src/kernel/module.ts.
// `--check` compiles and compares instead of writing: exit 1 when the embedded module is not the one the sources make.
import asc from "assemblyscript/asc";
import { readFileSync, writeFileSync, renameSync } from "node:fs";
import { createHash } from "node:crypto";
// Zopfli as WebAssembly: every Node makes the same bytes, a tenth fewer than zlib makes.
import zopfli from "@gfx/zopfli";

const target = new URL("../src/kernel/module.ts", import.meta.url);
const { error, binary, stderr } = await compile();
if (error) {
  process.stderr.write(stderr + "\n");
  process.exit(1);
}
const deflated = await zopfli.deflateAsync(binary, { numiterations: 15 });
const source = `// Made by \`npm run build:kernel\` from src/kernel/assembly; do not edit.
/** SHA-256 of the WebAssembly module. */
export const moduleHash = "${createHash("sha256").update(binary).digest("hex")}";
/** The WebAssembly module, deflated, base64. */
export const moduleBase64 =
  "${Buffer.from(deflated).toString("base64")}";
`;
if (process.argv.includes("--check")) {
  const same = readFileSync(target, "utf8") === source;
  console.log(same ? "the embedded kernel is the one that its sources make" : "src/kernel/module.ts is stale: run npm run build:kernel");
  process.exit(same ? 0 : 1);
}
const temporary = new URL(`../src/kernel/module.ts.${process.pid}`, import.meta.url);
writeFileSync(temporary, source);
renameSync(temporary, target);
console.log(`kernel: ${binary.length} bytes`);

async function compile() {
  let binary;
  const root = new URL("..", import.meta.url).pathname;
  const result = await asc.main(
    [
      "src/kernel/assembly/index.ts",
      "--baseDir",
      root,
      "--outFile",
      "kernel.wasm",
      "-O3",
      "--noAssert",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "--uncheckedBehavior",
      "always",
      "--exportTable",
      "--use",
      "abort=",
    ].filter((a) => a !== "--exportTable"),
    {
      readFile: (name, base) => {
        try {
          return readFileSync(new URL(name, new URL(base.endsWith("/") ? base : base + "/", "file://")), "utf8");
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  return { error: result.error, binary, stderr: result.stderr.toString() };
}
