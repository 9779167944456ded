import {
  type AttributionInput,
  type AttributionRun,
  attributionRuns,
  attributionSweep,
  besides,
  type Effect,
  effects as effectsOf,
  effectsAtEqualLoss,
  ladder,
} from "../src/experiment/attribution.ts";
import type { RunRecord } from "../src/experiment/types.ts";
import { effects, interval, mean, type Theme } from "../src/figure/index.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { figure, type Needed, type Records } from "./figure.ts";

const seeds = { from: 0, count: 4 };
const time = 60;
/** isotropicStd: √(mean tr Σ_B / P) along SGD with independent batches, by `matchedStd`. */
const settings = [
  {
    name: "below",
    title: "below the edge",
    input: { ...digitsSetting, stepSize: 0.05, batchSize: 5, time, isotropicStd: 0.0464, labelStd: 0.3 },
  },
  {
    name: "edge",
    title: "at the edge",
    input: { ...digitsSetting, stepSize: 0.2, batchSize: 5, time, isotropicStd: 0.0467, labelStd: 0.3 },
  },
] as const satisfies readonly { name: string; title: string; input: AttributionInput }[];

const sweeps: Readonly<Record<string, Needed>> = Object.fromEntries(
  settings.flatMap(({ name, input }) =>
    attributionRuns.flatMap((run) => {
      const wanted = attributionSweep(input, run, seeds);
      return wanted === null ? [] : [[`${name} ${run}`, wanted as Needed] as const];
    }),
  ),
);

/** What flattens: the difference that each cause makes, one at a time, with common random numbers. */
export const attributionFigure = figure({
  name: "attribution",
  title: "What flattens",
  sweeps,
  read: (records) =>
    settings.map(({ name, title, input }) => {
      const own = recordsOf(records, name);
      const causes = [...ladder, ...besides];
      return {
        title,
        input,
        equalTime: effectsOf(own, causes, "sharpness"),
        equalLoss: effectsAtEqualLoss(own, ladder),
        trace: effectsOf(own, causes, "hessianTrace"),
      };
    }),
  draw: (all) => ({
    description: "Differences of the final sharpness between runs that differ in one cause each, at a small and a large step size.",
    legend: (theme) => [
      { label: "one step of the ladder", colour: theme.methods.gd, swatch: true },
      { label: "their sum", colour: theme.ink, swatch: true },
      { label: "beside the ladder", colour: theme.methods["third-order-flow"], swatch: true },
      { label: "what theory predicts", colour: theme.methods["igr-flow"], swatch: true },
    ],
    rows: [
      {
        height: 196,
        shares: [1.6, 1],
        panels: all.map(({ title, input, equalTime }, i) =>
          effects({
            title: `${"ab"[i]}\u2002${title}, η = ${input.stepSize}`,
            x: { label: "flattening: λ_{max} before − after (1/time)" },
            bars: true,
            shared: true,
            rows: (theme) => equalTime.map((one) => row(one, theme)),
          }),
        ),
      },
    ],
  }),
  caption: (all) =>
    `λmax at time ${time} before less after one change, mean of ${seeds.count} seeds (dots) with its 95 % interval; positive is flatter. The first five rows change one thing each and add up to the sixth: gradient flow → full-batch descent → + isotropic noise with the trace of the minibatch noise → normal noise with its covariance → batches of ${settings[0].input.batchSize} drawn independently → shuffled. Beside them: descent against descent whose implicit term is cancelled by −(η/4)‖∇L‖²; label noise of ${settings[0].input.labelStd}; and what IGR flow, central flow and minibatch flow predict. ` +
    all
      .map(
        ({ title, equalTime, equalLoss }) =>
          `${title[0].toUpperCase()}${title.slice(1)}: ${equalTime
            .slice(0, 6)
            .map(({ cause, values }) => `${cause.name} ${signed(mean(values))}`)
            .join(", ")}; at equal loss ${equalLoss.map(({ values }) => signed(mean(values))).join(", ")}. `,
      )
      .join("") +
    `Intervals are wide where starts differ, and paired by seed. ${settingInWords}.`,
});

function recordsOf(records: Records, name: string): Partial<Record<AttributionRun, readonly RunRecord[]>> {
  return Object.fromEntries(
    attributionRuns.flatMap((run) =>
      `${name} ${run}` in records ? [[run, records[`${name} ${run}`] as readonly unknown[] as readonly RunRecord[]] as const] : [],
    ),
  );
}

function row({ cause, values }: Effect, theme: Theme) {
  const { mean: value, half } = interval(values);
  const predicted = cause.name.startsWith("predicted");
  const colour =
    cause.name === "all of SGD"
      ? theme.ink
      : predicted
        ? theme.methods["igr-flow"]
        : ladder.includes(cause)
          ? theme.methods.gd
          : theme.methods["third-order-flow"];
  return { label: cause.name, value, low: value - half, high: value + half, seeds: values, colour };
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
