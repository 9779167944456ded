import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildExplorer } from "../../scripts/explorer.mjs";
import { run, type RunRecord } from "../../src/browser.ts";
import { canonicalText } from "../../src/spec/canonical.ts";
import { executable, launch, openPage } from "./browser.ts";

const withoutSeconds = (record: RunRecord): string => canonicalText({ ...record, cost: { ...record.cost, seconds: 0 } });

describe.skipIf(executable === null)("the explorer, opened from the disk in Chromium,", () => {
  let folder: string;
  let address: string;
  let browser: Browser;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "thalweg-explorer-"));
    address = pathToFileURL(await buildExplorer(folder)).href;
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(fragment = "", viewport = { width: 1300, height: 900 }): Promise<Page> {
    const page = await openPage(browser, { viewport });
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.addInitScript(`
      globalThis.blocked = [];
      new PerformanceObserver((list) => blocked.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
    `);
    await page.goto(address + fragment);
    await page.waitForFunction(`performance.getEntriesByName("complete").length > 0`);
    return page;
  }

  const times = (page: Page): Promise<number[]> =>
    page.evaluate<number[]>(`performance.getEntriesByName("curves").map(({ startTime, duration }) => startTime + duration)`);

  async function download(page: Page, name: string): Promise<string> {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
    return readFile(await file.path(), "utf8");
  }

  test("shows curves, and new ones whenever a slider moves; says how long each took and how long the page was blocked", async () => {
    const page = await open();
    const [first] = await times(page);
    for (const value of [-0.7, -0.65, -0.55, -0.5, -0.45]) {
      await page.evaluate(`{
        const slider = document.querySelector("input[name=stepSize]");
        slider.value = "${value}";
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
      await page.waitForTimeout(800);
    }
    const after = await page.evaluate<number[]>(`performance.getEntriesByName("curves").slice(1).map(({ duration }) => duration)`);
    const blocked = await page.evaluate<number[]>(`blocked`);
    const round = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(", ");
    console.log(
      `explorer: first curves ${round([first])} ms after loading began; slider to curves ${round(after)} ms; blocked above 50 ms: ${round(blocked) || "never"}`,
    );
    expect(after).toHaveLength(5);
    await page.close();
  });

  test("leaves the records that the same specs leave in Node, bit for bit", async () => {
    const page = await open("#time=20&methods=gradient-flow.gd.sgd.minibatch-flow.central-flow&hidden=12&noise=label");
    for (const label of ["gradient flow", "gradient descent", "SGD", "minibatch flow", "central flow"]) {
      const record = JSON.parse(await download(page, `Download the record of ${label} as JSON`)) as RunRecord;
      const spec = JSON.parse(await download(page, `Download the spec of ${label} as JSON`)) as Parameters<typeof run>[0];
      expect(record.status).toBe("finished");
      expect(withoutSeconds(await run(spec)), label).toBe(withoutSeconds(record));
    }
    await page.close();
  });

  test("re-makes what was seen from its address", async () => {
    const page = await open("#time=10&methods=gd&hidden=6");
    await page.getByRole("button", { name: "Keep gradient descent for comparison" }).click();
    await page.getByLabel("seed").fill("5");
    await page.waitForFunction(`location.hash.includes("seed=5") && location.hash.includes("kept=")`);
    await page.waitForFunction(`[...document.querySelectorAll("tbody tr")].every(({ textContent }) => textContent.includes("finished"))`);
    const read = `[...document.querySelectorAll("tbody tr")].map(({ textContent }) => textContent)`;
    const seen = await page.evaluate<string[]>(read);
    expect(seen).toHaveLength(2);
    const again = await open(new URL(page.url()).hash);
    expect(await again.evaluate<string[]>(read)).toEqual(seen);
    await Promise.all([page.close(), again.close()]);
  });

  test("draws for print, takes what is dropped on it, answers keys, and fits a phone", async () => {
    const page = await open("#time=10&methods=gradient-flow.gd&hidden=6&stepSize=1", { width: 390, height: 800 });
    const svg = await download(page, "Download the charts as SVG");
    expect(svg).toContain("<metadata>");
    expect(svg).toContain("2/η = 2");
    await drop(page, "own.csv", "x,y\n0,1\n1,3\n2,2\n3,5\n");
    await page.waitForFunction(`document.querySelector("#problem").textContent.includes("4 examples")`);
    await drop(page, "broken.csv", "x,y\n0,1\n1\n");
    await page.waitForFunction(`document.querySelector("#problem").textContent.includes("broken.csv, line 3")`);
    await page.focus("#chart-loss");
    await page.keyboard.press("Home");
    await page.waitForFunction(`document.querySelector("tbody td").textContent === "0"`);
    await page.waitForFunction(`document.querySelector("#spoken").textContent.includes("sharpness")`);
    expect(await page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`)).toBe(0);
    await page.close();
  });

  const drop = (page: Page, name: string, text: string): Promise<void> =>
    page.evaluate<void>(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    }`);

  test("never asks the network and never complains", () => {
    expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
