import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium as playwright } from "playwright-core";
import { chromiumFlags } from "../../scripts/runtimes.mjs";
import { openPage } from "./browser.ts";

const start = promisify(execFile);
const limit = 1 << 28;

/** Runs `records()` of a bundled program in a fresh process of Node or Deno. */
export async function inProcess(command: string, args: readonly string[], bundle: string): Promise<Record<string, string>> {
  const program = `import { records } from ${JSON.stringify(pathToFileURL(bundle).href)}; console.log(JSON.stringify(await records()));`;
  const { stdout } = await start(command, [...args, program], { maxBuffer: limit });
  return JSON.parse(stdout) as Record<string, string>;
}

/** Runs `records()` of a bundled program in a page of a headless Chromium. */
export async function inChromium(executablePath: string, bundle: string): Promise<Record<string, string>> {
  const browser = await playwright.launch({ executablePath, args: chromiumFlags });
  try {
    const page = await openPage(browser);
    const code = await readFile(bundle, "utf8");
    const url = `URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: "text/javascript" }))`;
    return await page.evaluate<Record<string, string>>(`import(${url}).then((program) => program.records())`);
  } finally {
    await browser.close();
  }
}
