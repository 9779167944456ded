import { type RunRecord, chebyshev, gd, mlp, normal, run, squaredError } from "thalweg";
import { curve, paths } from "thalweg/figure";
import { type NotebookFigure, display, progress, takeToPaper } from "thalweg/notebook";

/** What a cell of a notebook does, on a terminal. */
const record: RunRecord = await progress("a run", (watch) =>
  run(
    {
      objective: { data: chebyshev({ degree: 4, count: 20 }), model: mlp({ widths: [1, 8, 1], activation: "tanh" }), loss: squaredError() },
      init: normal(),
      dynamics: gd({ stepSize: 0.2 }),
      until: { steps: 50 },
      measures: ["loss"],
    },
    watch,
  ),
);
console.log(String(display(record)));
const figure: NotebookFigure = {
  name: "falling",
  caption: "The loss falls.",
  records: [record],
  drawing: {
    description: "The loss over time.",
    rows: [
      {
        height: 100,
        panels: [
          paths({
            x: { label: "time" },
            y: { label: "loss", type: "log" },
            series: (theme) => [{ curve: curve(record, "loss"), colour: theme.methods.gd }],
          }),
        ],
      },
    ],
  },
};
console.log((await takeToPaper(figure, { folder: "figures", formats: ["pdf"], width: "single" })).join());
