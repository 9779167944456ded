import type { Value } from "../measure/measure.ts";
import { nearest } from "./chart.ts";
import { button, key, make } from "./element.ts";
import { lookOf, pageTheme } from "./look.ts";
import type { PanelName } from "./panels.ts";
import type { Shown } from "./runs.ts";
import type { State } from "./state.ts";
import { type Line, numberOf } from "./trace.ts";

export interface TableActions {
  /** Each is told the place of the run among those shown. */
  keep(place: number): void;
  drop(place: number): void;
  saveRecord(place: number): void;
  saveSpec(place: number): void;
}

/** The table below the charts: legend, read-out at the cursor (or at the end), and what can be done with each run. */
export interface RunsTable {
  /** Rows for these runs. */
  layOut(shown: readonly Shown[]): void;
  /** Values at the cursor; null is the end. Answers a sentence that says them. */
  read(state: State, shown: readonly Shown[], lines: Readonly<Record<PanelName, readonly Line[]>>, cursor: number | null): string;
}

const headings = ["run", "time", "loss", "sharpness", "± residual", "larger excluded", "term", "distance", "state", ""];

export function buildTable(table: HTMLElement, actions: TableActions): RunsTable {
  const head = headings.map((text) => make("th", { scope: "col" }, text));
  const body = make("tbody");
  const saveRecord: HTMLButtonElement[] = [];
  let cells: HTMLElement[][] = [];
  table.append(make("thead", {}, make("tr", {}, ...head)), body);

  const rowOf = (run: Shown, place: number): HTMLElement => {
    const { colour, dash } = lookOf(run.method, pageTheme());
    const own = headings.slice(1, -1).map(() => make("td"));
    cells.push(own);
    const record = button("record", () => actions.saveRecord(place), { "aria-label": `Download the record of ${run.label} as JSON` });
    saveRecord.push(record);
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("span", { class: "name" }, key(colour, dash), run.label)),
      ...own,
      make(
        "td",
        {},
        run.kept
          ? button("remove", () => actions.drop(place), { "aria-label": `Remove ${run.label}` })
          : button("keep", () => actions.keep(place), { "aria-label": `Keep ${run.label} for comparison` }),
        " ",
        record,
        " ",
        button("spec", () => actions.saveSpec(place), { "aria-label": `Download the spec of ${run.label} as JSON` }),
      ),
    );
  };

  return {
    layOut(shown) {
      cells = [];
      saveRecord.length = 0;
      body.replaceChildren(...shown.map((run, place) => rowOf(run, place)));
    },
    read(state, shown, lines, cursor) {
      const sentences = shown.map((run, i) => {
        const { trace } = run;
        const line = lines.loss[i] ?? none;
        const row = cursor === null ? trace.time.length - 1 : (line.row[nearest(line.x, cursor)] ?? -1);
        const distances = lines.distance[i] ?? none;
        const place = cursor === null ? distances.y.length - 1 : nearest(distances.x, cursor);
        const at = (column: string): Value => trace.columns[column]?.[row] ?? null;
        const texts = [
          figures(trace.time[row]),
          figures(at("loss")),
          figures(at("sharpness")),
          figures(at("sharpnessResidual"), 1),
          excluded(at("sharpnessCertificate")),
          figures(at(state.term)),
          figures(distances.y[place] ?? null),
          standing(run),
        ];
        for (const [k, text] of texts.entries()) if (cells[i][k].textContent !== text) cells[i][k].textContent = text;
        saveRecord[i].disabled = trace.record === null;
        return `${run.label}: time ${texts[0]}, loss ${texts[1]}, sharpness ${texts[2]}`;
      });
      return sentences.join("; ");
    },
  };
}

const none: Line = { x: [], y: [], row: [] };

function figures(value: Value | undefined, digits = 4): string {
  const number = numberOf(value);
  if (!Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? number.toExponential(digits - 1).replace("e-", "e−")
    : String(Number(number.toPrecision(digits)));
}

/** Certificates in words; "warm" rows follow the pair of the row before, "cold" ones exclude one to 5 % of the spectrum's width. */
function excluded(certificate: Value): string {
  if (certificate === "warm") return "rows before";
  return certificate === "cold" ? "cold, to 5 %" : String(certificate ?? "–");
}

function standing({ trace, arrived }: Shown): string {
  if (trace.failure !== null) return "cannot run";
  if (!arrived) return "starting";
  if (trace.record !== null) return trace.record.status;
  return trace.fraction === null ? "running" : `${Math.floor(100 * trace.fraction)} %`;
}
