import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One self-contained ES module, as a bundler makes it for a browser; fails when something of Node is pulled in. */
export async function bundle(entry, { minify = false } = {}) {
  const output = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify,
      target: "es2023",
      lib: { entry, formats: ["es"], fileName: "bundle" },
      rolldownOptions: { onwarn: refuse, output: { codeSplitting: false } },
    },
  });
  const chunks = [output].flat().flatMap((part) => part.output);
  if (chunks.length !== 1) throw new Error(`expected one file, got ${chunks.map((chunk) => chunk.fileName).join(", ")}`);
  return chunks[0].code;
}

function refuse(warning) {
  throw new Error(warning.message);
}
