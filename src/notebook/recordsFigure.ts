import { columnLabels } from "../experiment/columns.ts";
import type { RunRecord } from "../experiment/types.ts";
import { bandsInWords, drawnColumns, overTime } from "../figure/overTime.ts";
import { divergedSentence } from "../figure/steady.ts";
import type { NotebookFigure } from "./stage.ts";

/** What a figure of records shows. */
export interface RecordsFigureOptions {
  /** Columns of the records' paths, a panel each; all that are no mere residuals or errors of others unless given. */
  readonly columns?: readonly string[];
  readonly caption?: string;
  /** What a record is called in the legend, which several records have: by what differs between their specs unless given. */
  readonly nameOf?: (record: RunRecord) => string;
}

/** A figure of runs of one's own: columns over time with their units, to be displayed or taken to a paper. `name` is that of its files. */
export function recordsFigure(name: string, records: readonly RunRecord[], options: RecordsFigureOptions = {}): NotebookFigure {
  const {
    columns = drawnColumns(records),
    caption = `${columns.join(", ")} over time.${bandsInWords(records, columns)}${divergedSentence(records)}`,
    nameOf,
  } = options;
  return {
    name,
    caption,
    records,
    drawing: overTime(records, {
      columns,
      label: columnLabels(records),
      ...(nameOf !== undefined && { nameOf: (record) => nameOf(record as RunRecord) }),
    }),
  };
}
