import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium as playwright, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawFigure } from "../../figures/draw.ts";
import { loadFigures } from "../../figures/index.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { spatialFlags } from "../../src/figure/export/chromium.ts";
import { chromiumPath, readProvenance } from "../../src/figure/export/index.ts";
import { openPage } from "./browser.ts";

const executable = chromiumPath();
const spatial = (await loadFigures()).filter((figure) => "space" in figure).map(({ name }) => name);

describe.skipIf(executable === null)("figures in three dimensions, in Chromium:", { timeout: 300_000 }, () => {
  let folder: string;
  let browser: Browser;
  const store = memoryStore();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "thalweg-spatial-"));
    browser = await playwright.launch({ executablePath: executable!, args: [...spatialFlags] });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the page of a figure and says what it asked for and complained of. */
  async function open(file: string, colorScheme: "light" | "dark"): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const page = await openPage(browser, {
      colorScheme,
      viewport: colorScheme === "light" ? { width: 640, height: 640 } : { width: 390, height: 844 },
    });
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector(`html[data-drawn=${colorScheme}]`);
    return { page, requests, complaints };
  }

  test.each(spatial)(
    "%s draws in both themes, can be turned, fits a phone, asks the network for nothing and complains of nothing",
    async (name) => {
      const drawn = await drawFigure(name, { store, formats: ["html"] });
      const file = join(folder, `${name}.html`);
      await writeFile(file, drawn!.files[0].bytes);
      for (const theme of ["light", "dark"] as const) {
        const { page, requests, complaints } = await open(file, theme);
        const eye = (): Promise<string> =>
          page.evaluate<string>(`JSON.stringify(document.getElementById("figure")._fullLayout.scene._scene.getCamera().eye)`);
        const before = await eye();
        const box = (await page.locator("#figure canvas").first().boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 2, { steps: 2 });
        await page.mouse.up();
        await page.waitForTimeout(500);
        expect(await eye()).not.toBe(before);
        expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        expect(complaints).toEqual([]);
        expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
        await page.close();
      }
    },
  );

  test("a picture is drawn: of the right size, of many colours, with its provenance", async () => {
    const drawn = await drawFigure("sharpness-sheets", { store, formats: ["png"], themes: ["light"] });
    const { bytes, name } = drawn!.files[0];
    expect(name).toBe("sharpness-sheets.png");
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    // Width and height stand in the header chunk (PNG specification, § 11.2.2): 6.75 in at 2 × 118 pixels to the inch.
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([1594, 1062]);
    expect(readProvenance(bytes)!.figure).toBe("sharpness-sheets");
    const page = await openPage(browser);
    const colours = await page.evaluate<number>(`(async () => {
      const image = await createImageBitmap(await (await fetch("data:image/png;base64,${Buffer.from(bytes).toString("base64")}")).blob());
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
    expect(colours).toBeGreaterThan(500);
  });
});
