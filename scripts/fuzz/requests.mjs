// A process that tries wrong requests one after the other and says what came of each: kind, seed, first, count.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv } from "node:process";
import { check } from "../../dist/src/experiment/run.js";
import { expand } from "../../dist/src/experiment/sweepSpec.js";
import { generator } from "./random.mjs";

const [kind, seed, first, count] = [argv[2], ...argv.slice(3).map(Number)];
const folder = mkdtempSync(join(tmpdir(), "thalweg-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("disconnect", () => process.exit());
const { wrongSpec } = await import("./specs.mjs");
const { damaged } = await import("./files.mjs");
const longest = 300;

for (let i = first; i < count; i++) {
  const random = generator(seed * 1_000_003 + i);
  const [about, attempt] = kind === "specs" ? ofSpec(random) : ofFile(random);
  await tell({ begun: about });
  await tell(await outcomeOf(attempt));
}
process.disconnect();

function ofSpec(random) {
  const spec = wrongSpec(random);
  const axis = random.below(4) === 0;
  const attempt = axis
    ? async () =>
        void expand({
          version: 1,
          base: spec,
          grid: {
            [random.choose(["seed", "dynamics.stepSize", "objective.model.widths.1", "__proto__", "a.b", ""])]: random.choose([
              [0, 1],
              [],
              [0, 0],
              "x",
              { from: 0, count: 3 },
            ]),
          },
        })
    : () => check(spec);
  return [JSON.stringify(spec), attempt];
}

function ofFile(random) {
  const { name, content, target } = damaged(random);
  const path = join(folder, name);
  writeFileSync(path, content);
  const spec = {
    version: 1,
    objective: {
      data: { kind: "file", path, target },
      model: { kind: "mlp", widths: [1, 2, 1], activation: "tanh" },
      loss: { kind: "squared-error" },
    },
    init: { kind: "normal" },
    dynamics: { kind: "gd", stepSize: 0.1 },
    until: { steps: 1 },
  };
  return [`${name} ${Buffer.from(content).toString("base64").slice(0, 600)}`, () => check(spec)];
}

async function outcomeOf(attempt) {
  try {
    await attempt();
    return { outcome: "accepted" };
  } catch (error) {
    if (!["SpecError", "DataError"].includes(error?.name))
      return {
        fault: `no sentence about the request: ${String(error?.stack ?? error)
          .split("\n")
          .slice(0, 3)
          .join(" | ")}`,
      };
    // The place is the folder of this test, not of the user.
    const said = error.message.replaceAll(folder, "");
    if (said.length > longest) return { fault: `a sentence of ${said.length} characters: ${said.slice(0, 100)}…` };
    if (/\p{Cc}/u.test(said)) return { fault: `control characters: ${JSON.stringify(said)}` };
    return { outcome: "refused" };
  }
}

function tell(message) {
  return new Promise((resolve) => process.send(message, resolve));
}
