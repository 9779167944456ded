import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { moduleOf } from "../../src/claims/examination/module.ts";
import { formatExpectation, isMet } from "../../src/claims/expectation.ts";
import { type Finding, findingOf, idOf } from "../../src/claims/finding.ts";
import { claim, loadPapers, type Paper, paperIds } from "../../src/claims/index.ts";

const papers = await loadPapers();
const all = papers.flatMap((paper) => paper.claims.map((one) => ({ paper, one })));
const committed = JSON.parse(readFileSync(new URL("../../docs/claims.json", import.meta.url), "utf8")) as Finding[];

describe("the list of claims", () => {
  test("names each claim once, each paper by its module", () => {
    const ids = all.map(({ paper, one }) => idOf(paper, one));
    expect(new Set(ids).size).toBe(ids.length);
    expect(papers.map(({ id }) => id)).toEqual(paperIds);
    for (const id of paperIds) expect(existsSync(moduleOf(id)), id).toBe(true);
  });

  test("is the one whose findings are committed", () => {
    expect(committed.map(({ id }) => id)).toEqual(all.map(({ paper, one }) => idOf(paper, one)));
  });

  test("explains every claim that does not come out as its paper says", () => {
    const unexplained = committed.filter(({ verdict, found, unmet }) => verdict !== "holds" && found === null && unmet.length === 0);
    expect(unexplained.map(({ id }) => id)).toEqual([]);
  });

  test("says of every tolerance where it comes from", () => {
    const whys = all.flatMap(({ one }) => Object.values(one.quantities).map(({ why }) => why));
    expect(whys.filter((why) => why.trim().split(" ").length < 3)).toEqual([]);
  });
});

describe("what is expected", () => {
  test.for([
    [{ value: 3, within: 0.2 }, "3 ± 0.2", 2.8, 2.79],
    [{ value: 1.5, within: 0.02, relative: true }, "1.5 ± 2 %", 1.53, 1.54],
    [{ from: 0.97, to: 1.06 }, "0.97 to 1.06", 1.06, 1.061],
    [{ atMost: 1e-10 }, "≤ 1e-10", 1e-10, 2e-10],
    [{ atLeast: 5 }, "≥ 5", 5, 4.9],
  ] as const)("%o reads %s", ([expected, text, met, missed]) => {
    expect(formatExpectation(expected)).toBe(text);
    expect(isMet(expected, met)).toBe(true);
    expect(isMet(expected, missed)).toBe(false);
    expect(isMet(expected, NaN)).toBe(false);
    expect(isMet(expected, Infinity)).toBe(false);
  });
});

describe("a finding", () => {
  const context = { run: () => Promise.reject(new Error("nothing is run here")) };
  const paper = (value: number, holds: boolean): Paper => ({
    id: "some-2000",
    citation: "Some 2000",
    claims: [
      claim({
        name: "two",
        statement: "It is two.",
        source: "section 2",
        setting: "one number",
        quantities: { it: { quantity: "it", expected: { value: 2, within: 0.5 }, why: "arithmetic" } },
        seconds: 0,
        compute: () => ({
          values: { it: value },
          conditions: [{ name: "the step", quantity: "ηλ", statement: "the step", value: 3, limit: 2, holds }],
        }),
      }),
    ],
  });

  test.for([
    [2.4, true, "holds"],
    [2.6, true, "fails"],
    [NaN, true, "fails"],
    [2, false, "outside"],
  ] as const)("of %d with its conditions met: %o, has the verdict %s", async ([value, holds, verdict]) => {
    const one = paper(value, holds);
    const finding = await findingOf(one, one.claims[0], context);
    expect(finding.verdict).toBe(verdict);
    expect(finding.id).toBe("some-2000/two");
    expect(finding.quantities[0].measured).toBe(Number.isNaN(value) ? null : value);
    expect(finding.unmet).toHaveLength(holds ? 0 : 1);
  });
});
