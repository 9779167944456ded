import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type * as Playwright from "playwright-core";
import { SpecError } from "../../spec/errors.ts";
import { optionalFile } from "./optionalPackage.ts";

/** The Chromium of this machine: what the environment variable CHROMIUM names, else where systems put it; null where there is none. */
export function chromiumPath(): string | null {
  const named = process.env.CHROMIUM;
  const known =
    named === undefined || named === "" ? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"] : [named];
  return known.find((path) => existsSync(path)) ?? null;
}

/** What a headless Chromium needs to draw in three dimensions by software, offline, in a container too. */
export const spatialFlags: readonly string[] = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Throws SpecError, with what is missing and how to get it, where no picture can be taken. */
export function checkChromium(): void {
  const missing = [
    ...(chromiumPath() === null ? ["a Chromium (install one, or name it in the environment variable CHROMIUM)"] : []),
    ...(optionalFile("playwright-core") === null ? ["playwright-core (npm install playwright-core)"] : []),
  ];
  if (missing.length > 0)
    throw new SpecError("format", `a png of a figure in three dimensions needs ${missing.join(" and ")}; html needs none`);
}

/** A page that is open: what is needed of playwright's, so that the types hold where it is not installed. */
export interface OpenPage {
  waitForSelector(selector: string): Promise<unknown>;
  evaluate<T>(code: string): Promise<T>;
}

/** Milliseconds that a page may take to draw: without a graphics card on a busy machine far more than playwright's half minute. */
const patience = 180_000;

/** Opens a page that a file holds, in a headless Chromium without network, and gives it to `use`. Throws SpecError where there is none. */
export async function inChromium<T>(file: string, use: (page: OpenPage) => Promise<T>): Promise<T> {
  checkChromium();
  const { chromium } = createRequire(import.meta.url)(optionalFile("playwright-core")!) as typeof Playwright;
  const browser = await chromium.launch({ executablePath: chromiumPath()!, args: [...spatialFlags] });
  try {
    const context = await browser.newContext({ offline: true });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    return await use(page);
  } finally {
    await browser.close();
  }
}
