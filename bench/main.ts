import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { startPeers } from "./contestant.ts";
import { sections } from "./sections/index.ts";
import type { Section } from "./sections/section.ts";

/**
 * `npm run bench [-- section …]`: measures and prints Markdown, all of it into bench/results.md when no section is named.
 * Peers of Python are found through $THALWEG_PEERS, a virtual environment with bench/peers/requirements.txt.
 */
const pinnedFlag = "--pinned";
const names = process.argv.slice(2).filter((argument) => argument !== pinnedFlag);
const unknown = names.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0) {
  console.error(`there is no section ${unknown.join(", ")}; there are ${sections.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const chosen = names.length === 0 ? sections : sections.filter(({ name }) => names.includes(name));

if (process.argv.includes(pinnedFlag)) {
  await print(chosen.filter(({ pinned }) => pinned));
} else {
  const before = "# Measured ratios\n";
  console.log(before);
  const onOneCore = pinnedReport(chosen.filter(({ pinned }) => pinned));
  const rest = await print(chosen.filter(({ pinned }) => !pinned));
  if (names.length === 0)
    writeFileSync(fileURLToPath(new URL("../../bench/results.md", import.meta.url)), `${before}\n${onOneCore}${rest}`);
}

/** Runs this program again on the last processor alone, where there is taskset to do it. */
function pinnedReport(some: readonly Section[]): string {
  if (some.length === 0) return "";
  const again = [process.execPath, fileURLToPath(import.meta.url), pinnedFlag, ...some.map(({ name }) => name)];
  const hasTaskset = spawnSync("taskset", ["--version"]).status === 0;
  const [command, ...args] = hasTaskset ? ["taskset", "-c", String(cpus().length - 1), ...again] : again;
  const { stdout, status } = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  console.log(stdout);
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

async function print(some: readonly Section[]): Promise<string> {
  const { peers, missing } = some.some(({ pinned }) => pinned)
    ? await startPeers(["jax", "torch", "scipy", "tfjs"])
    : { peers: [], missing: [] };
  const parts: string[] = [];
  const say = (text: string): void => {
    parts.push(`${text}\n`);
    console.log(`${text}\n`);
  };
  if (peers.length > 0)
    say(
      `${peers.map(({ name, version }) => `${name} ${version}`).join(", ")}; one core, processor time, medians; Node ${process.versions.node}.`,
    );
  if (missing.length > 0) say(`Not here: ${missing.join(", ")} (see bench/peers/requirements.txt and THALWEG_PEERS).`);
  for (const { title, note, measure } of some) say(`## ${title}\n\n${note}\n\n${await measure(peers)}`);
  for (const peer of peers) peer.close();
  return parts.map((part) => `${part}\n`).join("");
}
