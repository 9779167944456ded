import { type Browser, type BrowserContextOptions, chromium as playwright, type Page } from "playwright-core";
import { chromium, chromiumFlags } from "../../scripts/runtimes.mjs";

/** Where Chromium is; null where there is none, and tests that need it are skipped. */
export const executable = found();

function found(): string | null {
  try {
    return chromium();
  } catch {
    return null;
  }
}

/** A headless Chromium, offline. */
export const launch = (): Promise<Browser> => playwright.launch({ executablePath: executable!, args: chromiumFlags });

/** What a page may take on a slow machine that draws without a graphics card. */
const patience = 240_000;

/** A page that is waited for patiently. */
export async function openPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(patience);
  return page;
}
