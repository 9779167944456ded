// Packs the built package and has publint and are-the-types-wrong look at it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "./pack.mjs";

const bin = fileURLToPath(new URL("../node_modules/.bin/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "thalweg-pack-"));
try {
  const tarball = pack(folder);
  execFileSync(join(bin, "publint"), [tarball, "--strict"], { stdio: "inherit" });
  execFileSync(join(bin, "attw"), [tarball, "--profile", "esm-only", "--no-emoji"], { stdio: "inherit" });
} catch (error) {
  if (error.status === undefined) throw error;
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
