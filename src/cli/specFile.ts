import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { DataError } from "../spec/errors.ts";
import { parseJson } from "../spec/json.ts";

/** Reads a spec from a JSON file, or from standard input for "-". Throws DataError where there is no such file or it is not JSON. */
export async function readSpec(path: string): Promise<unknown> {
  if (path === "-") return parseJson(await text(process.stdin), "standard input");
  return parseJson(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new DataError(path, "there is no such file; give the path of a JSON spec, or - for standard input");
    if (code === "EISDIR") throw new DataError(path, "is a folder; give the path of a JSON spec, or - for standard input");
    throw new DataError(path, `cannot be read (${code})`);
  }
}
