import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readProvenance } from "../../src/figure/export/index.ts";
import { run, type RunInput } from "../../src/index.ts";
import { buildNotebooks, names } from "../../scripts/notebooks.mjs";
import { executable, launch, openPage } from "./browser.ts";

describe.skipIf(executable === null)("a notebook, opened from the disk in Chromium,", async () => {
  let folder: string;
  let browser: Browser;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "thalweg-notebooks-"));
    await buildNotebooks(folder);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(name: string): Promise<Page> {
    const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await settled(page);
    return page;
  }

  const settled = (page: Page): Promise<unknown> => page.waitForFunction(`document.body.dataset.state !== "running"`);

  test.for(await names())("%s draws its figures, finds what its text says, fits a phone and asks the network for nothing", async (name) => {
    const page = await open(name);
    expect(await page.getAttribute("body", "data-state")).toBe("complete");
    expect(await page.locator("figure svg path").count()).toBeGreaterThan(0);
    const ids = await page.locator("figure [id]").evaluateAll((nodes) => nodes.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(await page.locator(".holds").count()).toBeGreaterThan(0);
    expect(await page.locator(".fails, .wrong").allTextContents()).toEqual([]);
    expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(requests.filter((url) => !/^(file|data|blob):/.test(url)).map((url) => basename(url))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("1-what-does-sgd-minimise draws other figures when its slider moves", async () => {
    const page = await open("1-what-does-sgd-minimise");
    const before = await page.locator("figure").first().innerHTML();
    await page.locator("input[type=range]").first().fill("0.01");
    await settled(page);
    expect(await page.locator("figcaption").first().textContent()).toContain("η = 0.01 ");
    expect(await page.locator("figure").first().innerHTML()).not.toBe(before);
    await page.close();
  });

  test("1-what-does-sgd-minimise starts where its handle is dragged to", async () => {
    const page = await open("1-what-does-sgd-minimise");
    await page.locator(".handle").scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await page.locator(".handle").boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 - 60, y + height / 2 + 30, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    const [a, b] = await page.locator("input[type=range]").evaluateAll((all) => all.slice(1).map((one) => (one as HTMLInputElement).value));
    expect([Number(a) < 2.8, Number(b) < 3.5]).toEqual([true, true]);
    expect(await page.locator("figcaption").first().textContent()).toContain(`From (${a}, ${b})`);
    const moved = (await page.locator(".handle").boundingBox())!;
    expect(Math.abs(moved.x - (x - 60))).toBeLessThan(6);
    expect(Math.abs(moved.y - (y + 30))).toBeLessThan(6);
    await page.close();
  });

  test("gives the files of a figure that anybody gets from its specs, with their provenance inside", async () => {
    const page = await open("4-the-edge-of-stability");
    const saved: Record<string, Buffer> = {};
    for (const words of ["SVG", "PDF", "PNG", "specs"]) {
      const button = page.locator(".files button", { hasText: words }).first();
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      saved[words] = await readFile(await download.path());
    }
    const specs = JSON.parse(saved["specs"].toString());
    const runs = await Promise.all(specs.map(async (spec: RunInput) => (await run(spec)).id));
    for (const words of ["SVG", "PDF", "PNG"]) expect(readProvenance(saved[words])).toMatchObject({ specs, runs });
    expect(saved["PDF"].subarray(0, 5).toString()).toBe("%PDF-");
    expect(saved["SVG"].toString()).toContain("@font-face");
    await page.close();
  });

  test("leaves a run when its reader cancels it, and says what is there", async () => {
    const page = await openPage(browser);
    // A page whose bar is clicked at once: the run ends where it is.
    await page.addInitScript(
      `new MutationObserver(() => document.querySelector(".progress button")?.click()).observe(document, { childList: true, subtree: true })`,
    );
    await page.goto(pathToFileURL(join(folder, "4-the-edge-of-stability.html")).href);
    await settled(page);
    expect(await page.getAttribute("body", "data-state")).toBe("complete");
    expect(await page.locator(".fails").count()).toBeGreaterThan(0);
    await page.close();
  });
});
