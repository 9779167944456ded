import { createReadStream } from "node:fs";
import { isatty } from "node:tty";
import { type RunInput, asObject, versioned } from "../experiment/runSpec.ts";
import type { SweepInput } from "../experiment/sweepSpec.ts";
import { DataError, SpecError } from "../spec/errors.ts";
import { parseJson } from "../spec/json.ts";
import { within } from "../spec/parse.ts";

/** Reads a run spec. Throws SpecError for what is none, DataError where there is no such file or it is not JSON. */
export async function readRunSpec(path: string): Promise<RunInput> {
  const value = await readSpec(path);
  if (isSweep(value)) throw new SpecError("", `${named(path)} is a sweep spec (it has a base): use thalweg sweep, or give one run spec`);
  return versioned<RunInput>(value, "run spec");
}

/** Reads a sweep spec. Throws SpecError for what is none, DataError where there is no such file or it is not JSON. */
export async function readSweepSpec(path: string): Promise<SweepInput> {
  const value = await readSpec(path);
  if (isRun(value)) throw new SpecError("", `${named(path)} is a run spec: use thalweg run, or put it into a sweep spec as its base`);
  return asSweep(value);
}

function asSweep(value: unknown): SweepInput {
  const spec = versioned<SweepInput>(value, "sweep spec");
  if (spec.base === undefined) throw new SpecError("base", "missing; must be a run spec, into which the values of the grid are put");
  within("base", () => asObject(spec.base, "run spec"));
  return spec;
}

const isSweep = (value: unknown): boolean => typeof value === "object" && value !== null && "base" in value;
const isRun = (value: unknown): boolean => typeof value === "object" && value !== null && !("base" in value) && "objective" in value;
const named = (path: string): string => (path === "-" ? "standard input" : path);

/** Reads either kind of spec from a JSON file, or from standard input for "-"; a run spec becomes the base of a sweep of one run. */
export async function readAnySpec(path: string): Promise<SweepInput> {
  const value = await readSpec(path);
  return isRun(value) ? { version: 1, base: versioned<RunInput>(value, "run spec") } : asSweep(value);
}

async function readSpec(path: string): Promise<unknown> {
  const content = await readText(path);
  // Some editors begin files with a byte order mark, which is no JSON.
  return parseJson(content.replace(/^\uFEFF/, ""), named(path));
}

async function readText(path: string): Promise<string> {
  if (path === "-" && isatty(0)) process.stderr.write("reading a spec from standard input; Ctrl-D ends it\n");
  try {
    return await textOf(path === "-" ? process.stdin : createReadStream(path), named(path));
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new DataError(path, "there is no such file; give the path of a JSON spec, or - for standard input");
    if (code === "EISDIR") throw new DataError(path, "is a folder; give the path of a JSON spec, or - for standard input");
    throw new DataError(path, `cannot be read (${code})`);
  }
}

/** Specs are not longer; what is, as a device that never ends, is none. In bytes. */
const longest = 2 ** 28;

async function textOf(stream: AsyncIterable<Buffer | string>, name: string): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(Buffer.from(part));
    length += part.length;
    if (length > longest)
      throw new DataError(name, `has more than ${longest / 2 ** 20} MB: no spec is that long; put data into a file of their own`);
  }
  return Buffer.concat(parts).toString("utf8");
}
