// The other runtimes that the kit must give the same bits in. Each finder returns a path, or throws with the reason why there is none.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where what is fetched once is kept. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "thalweg");
const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** Node 24 out of npm's platform package, installed once into the user's cache. */
export function node24() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(cache, "node-24");
  const path = join(home, "node_modules", name, "bin", "node");
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    npm(["install", "--prefix", home, "--ignore-scripts", "--no-save", "--no-package-lock", `${name}@24`]);
  }
  return checked(path, ["--version"]);
}

/** Deno out of npm. */
export function deno() {
  return checked(join(modules, ".bin", "deno"), ["--version"]);
}

/** The system's Chromium; as root on Debian it is installed when it is missing. */
export function chromium() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = () => known.find((path) => path !== undefined && existsSync(path));
  if (found() === undefined) installDebian(["chromium"], "there is no Chromium here, and only root on Debian can have it installed");
  const path = found();
  if (path === undefined) throw new Error("there is no Chromium here");
  return checked(path, ["--version"]);
}

/** What a headless Chromium needs to start inside a container, offline. */
export const chromiumFlags = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
];

/** Installs Debian packages where that can be done; otherwise throws with the sentence. */
export function installDebian(packages, sentence) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new Error(sentence);
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  execFileSync("apt-get", ["update", "-qq"], options);
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

function npm(args) {
  execFileSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
}

function checked(path, args) {
  execFileSync(path, args, { stdio: "ignore" });
  return path;
}
