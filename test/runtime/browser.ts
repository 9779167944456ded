import { type Browser, chromium as playwright } from "playwright-core";
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
