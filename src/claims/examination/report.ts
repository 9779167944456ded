import type { Paper } from "../claim.ts";
import { type Failure, isFailure } from "./compute.ts";
import type { Finding, MeasuredQuantity, Verdict } from "../finding.ts";

/** The verdicts in words. */
export const verdictNames: Readonly<Record<Verdict, string>> = { holds: "holds", fails: "fails", outside: "outside its conditions" };

/** A measured number as it is shown: five significant digits. */
export function formatMeasured({ measured }: Pick<MeasuredQuantity, "measured">): string {
  if (measured === null) return "not finite";
  return Number.isInteger(measured) && Math.abs(measured) < 1e6 ? String(measured) : Number(measured.toPrecision(5)).toString();
}

/** How many claims there are of each verdict: "52 hold, 2 fail, 1 outside its conditions". */
export function tally(results: readonly (Finding | Failure)[]): string {
  const count = (verdict: Verdict): number => results.filter((result) => !isFailure(result) && result.verdict === verdict).length;
  const [holds, fails, outside, broken] = [count("holds"), count("fails"), count("outside"), results.filter(isFailure).length];
  return [
    `${holds} of ${results.length} claims hold`,
    `${fails} ${fails === 1 ? "fails" : "fail"}`,
    `${outside} outside ${outside === 1 ? "its" : "their"} conditions`,
    ...(broken === 0 ? [] : [`${broken} could not be computed`]),
  ].join(", ");
}

/** `claims.md`: every claim of every paper with its numbers. Holds no time and no place, so that equal findings give equal bytes. */
export function markdown(papers: readonly Paper[], results: readonly (Finding | Failure)[]): string {
  const sections = papers.flatMap((paper) => {
    const own = results.filter(({ id }) => id.startsWith(`${paper.id}/`));
    if (own.length === 0) return [];
    const title = paper.link === undefined ? paper.citation : `${paper.citation} ([link](${paper.link}))`;
    return [`## ${paper.id}\n\n${title}`, ...own.map((result) => (isFailure(result) ? broken(result) : section(result)))];
  });
  return `# Claims\n\n${tally(results)}. Each was computed from its statement alone; \`thalweg claims\` does it again, \`thalweg claims ID\` one of them.\n\n${[exceptions(results), ...sections].join("\n\n")}\n`;
}

function exceptions(results: readonly (Finding | Failure)[]): string {
  const lines = results.flatMap((result) =>
    isFailure(result) || (result.verdict === "holds" && result.found === null)
      ? []
      : [
          `- **${verdictNames[result.verdict]}**: [${result.id}](#${anchor(result.id)}). ${[...result.unmet.map(sentence), result.found ?? ""].join(" ").trim()}`,
        ],
  );
  return lines.length === 0
    ? "All came out as their papers say."
    : `What did not come out as its paper says, or only in part:\n\n${lines.join("\n")}`;
}

/** A phrase as a sentence of its own. */
const sentence = (phrase: string): string => `${phrase[0].toUpperCase()}${phrase.slice(1)}.`;

const anchor = (id: string): string => id.replaceAll("/", "");

function section({ id, verdict, statement, source, setting, checks, quantities, unmet, found }: Finding): string {
  const rows = quantities.map((one) => `| ${one.quantity} | ${one.expected} | ${formatMeasured(one)}${one.met ? "" : " ✗"} | ${one.why} |`);
  return [
    `### ${id}`,
    `**${verdictNames[verdict]}** — ${statement}`,
    `*Source:* ${source}${checks.length === 0 ? "" : ` (${checks.join(", ")})`}. *Computed:* ${setting}.`,
    ...unmet.map((phrase) => `*Not met:* ${phrase}.`),
    ...(found === null ? [] : [`*Found:* ${found}`]),
    ["| quantity | expected | measured | tolerance from |", "| --- | --- | --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}

const broken = ({ id, failure }: Failure): string => `### ${id}\n\n**could not be computed**: ${failure}`;

/** The lines of a claim on a terminal: verdict, name, and each number with what was expected. */
export function terminalLines(result: Finding | Failure): readonly string[] {
  if (isFailure(result)) return [`could not be computed  ${result.id}: ${result.failure}`];
  const { id, verdict, quantities, unmet } = result;
  const [first, ...others] = quantities.map((one) => `${one.quantity}: ${formatMeasured(one)} (${one.expected})`);
  const head = `${verdictNames[verdict].padEnd(5)}  ${id}  `;
  return [`${head}${first}`, ...others.map((line) => `${" ".repeat(7)}${line}`), ...unmet.map((line) => `${" ".repeat(7)}${line}`)];
}
