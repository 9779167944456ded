import { readFile, stat } from "node:fs/promises";
import { expect, test } from "vitest";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("the measure that CONTRIBUTING shows is the one in the sources", async () => {
  const shown = /```ts\n(.*?)```/s.exec(await read("CONTRIBUTING.md"))![1];
  expect(shown).toBe(await read("src/measure/gradientNormSquared.ts"));
});

test("the program that the page on TensorFlow.js shows is the example", async () => {
  const shown = /```js\n(.*?)```/s.exec(await read("docs/tensorflow.md"))![1];
  expect(shown).toBe(await read("examples/own-model.mjs"));
});

test.for(["README.md", "CONTRIBUTING.md", "docs/conventions.md", "docs/gallery.md", "docs/tensorflow.md"])(
  "what %s links to is there",
  async (document) => {
    const base = new URL(`../../${document}`, import.meta.url);
    const links = [...(await read(document)).matchAll(/\]\(([^)#]+)[^)]*\)|(?:src|srcset)="([^"]+)"/g)].map(
      ([, link, source]) => link ?? source,
    );
    for (const link of links.filter((each) => !each.startsWith("http")))
      await expect(stat(new URL(link, base)), link).resolves.toBeDefined();
  },
);
