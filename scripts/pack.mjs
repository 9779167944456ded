import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Packs the package as it was built last; returns the tarball. */
export function pack(folder) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const listing = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = Object.values(JSON.parse(listing));
  return join(folder, filename);
}
