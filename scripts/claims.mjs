// Computes the claims and writes docs/claims.md and docs/claims.json. Needs the built package (npm run build:js).
// With --check nothing is written and nothing stored is trusted: the exit code is 1 where a finding differs from the committed one.
// With --quick only the claims that take a few seconds are computed (and only with --check).
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isFailure } from "../dist/src/claims/examination/compute.js";
import { examine } from "../dist/src/claims/examination/examine.js";
import { markdown, tally } from "../dist/src/claims/examination/report.js";
import { loadPapers } from "../dist/src/claims/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const quick = check && process.argv.includes("--quick");
/** Seconds that a quick claim takes at most. */
const quickest = 6;

const papers = await loadPapers();
const all = papers.flatMap((paper) => paper.claims.map((claim) => ({ paper, claim })));
const chosen = all.filter(({ claim }) => !quick || claim.seconds <= quickest);
const { results } = await examine(chosen, check ? {} : { store: `${root}.thalweg/store` });
process.stderr.write(`${tally(results)}${quick ? `; ${all.length - chosen.length} that take longer than ${quickest} s left out` : ""}\n`);
for (const { id, failure } of results.filter(isFailure)) process.stderr.write(`${id} could not be computed: ${failure}\n`);

if (check) process.exitCode = (await differences()) > 0 ? 1 : 0;
else await write();

async function write() {
  await writeFile(`${root}docs/claims.json`, `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(`${root}docs/claims.md`, markdown(papers, results));
  process.exitCode = results.some(isFailure) ? 1 : 0;
}

/** How many findings are not, to the last digit, what is committed. */
async function differences() {
  const committed = JSON.parse(await readFile(`${root}docs/claims.json`, "utf8"));
  const different = results.filter((result) => {
    const before = committed.find(({ id }) => id === result.id);
    return JSON.stringify(before) !== JSON.stringify(result);
  });
  for (const { id, quantities } of different)
    process.stderr.write(`${id} differs: ${JSON.stringify(quantities?.map(({ name, measured }) => [name, measured]))}\n`);
  const gone = committed.filter(({ id }) => !all.some(({ paper, claim }) => `${paper.id}/${claim.name}` === id));
  for (const { id } of gone) process.stderr.write(`${id} is committed and no longer claimed\n`);
  return different.length + gone.length;
}
