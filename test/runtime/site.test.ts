import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildSite } from "../../scripts/site.mjs";
import { executable, launch, openPage } from "./browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The reference's own pages, opened from the disk, cannot reach into the file that holds their icons; a server lets them. */
const ofTheReference = /icons\.svg/;

describe.skipIf(executable === null)("the site, opened from the disk in Chromium,", () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "thalweg-site-"));
    if (!existsSync(join(root, "docs/reference/index.html")))
      execFileSync(process.execPath, [join(root, "node_modules/typedoc/bin/typedoc")], { cwd: root, stdio: "ignore" });
    await buildSite(folder);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.for(["index", "gallery", "claims", "conventions", "tensorflow", "explorer/index", "reference/index"])(
    "%s fits a phone, shows its pictures, complains of nothing and asks the network for nothing",
    async (name) => {
      const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on("request", (request) => requests.push(request.url()));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
      await page.evaluate("Promise.all([...document.images].map((image) => ((image.loading = 'eager'), image.decode())))");
      expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
      expect(complaints.filter((text) => !ofTheReference.test(text))).toEqual([]);
      await page.close();
    },
  );
});
