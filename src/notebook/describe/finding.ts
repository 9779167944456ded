import type { Finding, Verdict } from "../../claims/index.ts";
import type { Description } from "../describe.ts";
import { shown } from "./record.ts";

const verdicts: Readonly<Record<Verdict, string>> = { holds: "Holds", fails: "Fails", outside: "Outside its conditions" };

/** A claim as it came out: its statement and source, the verdict, and what was expected and measured. */
export function describeFinding({ id, verdict, statement, source, setting, quantities, unmet, found }: Finding): Description {
  return {
    sentences: [
      `${verdicts[verdict]}: ${statement}`,
      `${id}. Source: ${source}. Computed: ${setting}.`,
      ...unmet.map((sentence) => `Not met: ${sentence}.`),
      ...(found === null ? [] : [found]),
    ],
    tables: [
      {
        heads: ["quantity", "expected", "measured", "met", "tolerance from"],
        rows: quantities.map(({ quantity, expected, measured, met, why }) => [
          quantity,
          expected,
          measured === null ? "not finite" : shown(measured),
          met ? "yes" : "no",
          why,
        ]),
      },
    ],
    figures: [],
  };
}
