import { breathe } from "../experiment/breathe.ts";
import { buildCharts } from "./charts.ts";
import { buildControls } from "./controls.ts";
import { canvasPng } from "../figure/export/canvasPng.ts";
import { save, saveJson } from "./download.ts";
import type { Dropped } from "./drop.ts";
import { button, byId, make, programUrl } from "./element.ts";
import { pageTheme } from "./look.ts";
import type { paperSvg } from "./paper.ts";
import { panelNames } from "./panels.ts";
import { openPool } from "./pool.ts";
import { keyOf, openRuns, type Shown } from "./runs.ts";
import { buildTable } from "./runsTable.ts";
import { lossesFor, methodLabels, type Planned, planned } from "./specs.ts";
import { fromFragment, initialState, methods, type State, toFragment } from "./state.ts";
import { regime } from "./words.ts";

// The page is built in several short tasks: none of them may keep it from answering.
await breathe();
const pool = await openPool(programUrl("worker"));
const runs = openRuns(pool, redraw);
let state = fromFragment(location.hash);
let shown: readonly Shown[] = [];
let cursor: number | null = null;
let paused = false;
let note = "";
/** When the present settings were asked for, until their curves were drawn. */
let asked: number | null = 0;
/** How many charts show them by now. */
let renewed = 0;
let begun = false;
let complete = false;
let frame = 0;
/** Whether the next picture renews all charts, and how many charts are still to be renewed, one a picture. */
let whole = false;
let rest = 0;

await breathe();
const controls = buildControls(byId("controls"), change);
await breathe();
const charts = buildCharts(byId("charts"), { point, chooseTerm: (term) => change({ term }) });
const table = buildTable(byId("runs"), {
  keep: (place) => keep([shown[place]]),
  drop: (place) => change({ kept: state.kept.filter((spec) => keyOf(spec) !== shown[place].key) }),
  saveRecord: (place) => saveJson(`${fileName(shown[place])}.record.json`, shown[place].trace.record),
  saveSpec: (place) => saveJson(`${fileName(shown[place])}.spec.json`, shown[place].trace.record?.spec ?? shown[place].spec),
});
const pauseButton = button("Pause", togglePause, { "aria-pressed": "false", "aria-keyshortcuts": "p" });
const compareButton = button("At equal loss", () => change({ compare: state.compare === "time" ? "loss" : "time" }), {
  "aria-pressed": "false",
});

byId("actions").append(
  button("Settings", () => byId("controls").scrollIntoView({ behavior: "smooth" }), { class: "narrow" }),
  pauseButton,
  compareButton,
  button("Keep all", () => keep(shown.filter((run) => !run.kept)), {
    title: "keep these runs, to compare others with them",
  }),
  button("SVG", () => void saveFigure("svg"), { "aria-label": "Download the charts as SVG" }),
  button("PNG", () => void saveFigure("png"), { "aria-label": "Download the charts as PNG" }),
  button("Open", chooseFile, { "aria-label": "Open a CSV file, a record or a spec" }),
  button("Link", () => void copyLink(), { "aria-label": "Copy a link that re-makes what is shown" }),
  button("Reset", () => change({ ...initialState })),
  button("Theme", changeTheme, { "aria-label": "Light or dark" }),
);

/** Takes up a change of the settings: what is new starts, what is no longer asked for ends. */
function change(part: Partial<State>): void {
  const next = { ...state, ...part };
  state = lossesFor(next).includes(next.loss) ? next : { ...next, loss: "squared-error" };
  note = part.own === undefined ? "" : note;
  renew();
}

function renew(): void {
  asked = performance.now();
  renewed = 0;
  complete = false;
  const before = shown.map(identityOf).join();
  shown = runs.show(planned(state), state.kept.map(keptPlan));
  if (shown.map(identityOf).join() !== before) {
    table.layOut(shown);
    // At first the charts come one by one: a page that is being built has enough to do.
    whole = before !== "";
  }
  controls.refresh(state);
  compareButton.setAttribute("aria-pressed", String(state.compare === "loss"));
  rememberSoon();
  redraw();
}

/** What stays the same while a slider moves. */
const identityOf = ({ kept, label }: Shown): string => `${label}${kept ? " kept" : ""}`;

/** Keeps runs for comparison, each once. */
function keep(chosen: readonly Shown[]): void {
  const keys = chosen.map(({ key }) => key);
  change({ kept: [...state.kept.filter((spec) => !keys.includes(keyOf(spec))), ...chosen.map(({ spec }) => spec)] });
}

function keptPlan(spec: object, index: number): Planned {
  const { kind, stepSize, batchSize } = (spec as { dynamics: { kind: string; stepSize?: number; batchSize?: number } }).dynamics;
  const method = methods.find((name) => name === kind);
  const details = [stepSize === undefined ? [] : `η = ${stepSize}`, batchSize === undefined ? [] : `B = ${batchSize}`].flat().join(", ");
  return {
    method: method ?? "other",
    label: `kept ${index + 1}: ${method === undefined ? kind : method === "gd" ? "GD" : methodLabels[method]}${details === "" ? "" : ` (${details})`}`,
    spec,
  };
}

/** The address follows the settings, not more often than browsers allow. */
let remembering: ReturnType<typeof setTimeout> | undefined;
function rememberSoon(): void {
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, "", `#${toFragment(state)}`), 150);
}

/** Draws once before the next picture, however often it is called. */
function redraw(): void {
  rest = panelNames.length;
  frame ||= requestAnimationFrame(draw);
}

/** Redraws everything, not the next chart in turn. */
function redrawAll(): void {
  whole = true;
  redraw();
}

function draw(): void {
  frame = 0;
  const done = shown.every(({ trace, arrived }) => arrived && (trace.record !== null || trace.failure !== null));
  const arrived = shown.every((run) => run.arrived);
  // The first rows of new runs are few: all charts take them up at once, but for the first time, when a canvas is slow to open.
  whole ||= arrived && asked !== null && begun;
  begun ||= arrived && renewed >= panelNames.length;
  if (arrived) renewed += whole ? panelNames.length : 1;
  const lines = charts.draw(state, shown, cursor, whole);
  rest = whole ? 0 : rest - 1;
  whole = false;
  const said = table.read(state, shown, lines, cursor);
  if (cursor !== null) speak(said);
  const failures = [...new Set(shown.flatMap(({ trace }) => trace.failure ?? []))];
  const problem = byId("problem");
  problem.hidden = failures.length === 0 && note === "";
  problem.textContent = [note, ...failures].filter((text) => text !== "").join(" ");
  if (rest > 0) frame = requestAnimationFrame(draw);
  if (asked !== null && renewed >= panelNames.length) {
    performance.measure("curves", { start: asked });
    asked = null;
  }
  if (done && !complete) performance.mark("complete");
  complete = done;
  describe();
}

/** The words are renewed a few times a second, while curves grow sixty times. */
let described = 0;
let describing: ReturnType<typeof setTimeout> | undefined;
function describe(): void {
  clearTimeout(describing);
  const wait = complete ? 0 : 300 - (performance.now() - described);
  describing = setTimeout(
    () => {
      described = performance.now();
      byId("regime").replaceChildren(...regime(state, shown).map((text) => make("p", {}, text)));
    },
    Math.max(0, wait),
  );
}

let speaking: ReturnType<typeof setTimeout> | undefined;
function speak(text: string): void {
  clearTimeout(speaking);
  speaking = setTimeout(() => (byId("spoken").textContent = text), 500);
}

function point(at: number | null): void {
  cursor = at;
  redrawAll();
}

function togglePause(): void {
  paused = !paused;
  pool.pause(paused);
  pauseButton.textContent = paused ? "Go on" : "Pause";
  pauseButton.setAttribute("aria-pressed", String(paused));
}

const fileName = ({ label }: Shown): string =>
  label
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase();

type Figures = { readonly paperSvg: typeof paperSvg };
/** The code that draws for print comes when it is first asked for. */
let figures: Promise<Figures> | undefined;

async function saveFigure(format: "svg" | "png"): Promise<void> {
  figures ??= import(/* @vite-ignore */ programUrl("figures")) as Promise<Figures>;
  const { paperSvg: draw } = await figures;
  const svg = draw(state, shown, pageTheme());
  save(`explorer.${format}`, format === "svg" ? svg : await canvasPng(svg), "image/svg+xml");
}

async function copyLink(): Promise<void> {
  const link = `${location.href.replace(/#.*/, "")}#${toFragment(state)}`;
  history.replaceState(null, "", link);
  const copied = await navigator.clipboard?.writeText(link).then(
    () => true,
    () => false,
  );
  byId("spoken").textContent = copied ? "The link was copied." : "The link is in the address bar.";
}

function changeTheme(): void {
  document.documentElement.dataset["theme"] = pageTheme().name === "dark" ? "light" : "dark";
  themeChanged();
}

function themeChanged(): void {
  table.layOut(shown);
  controls.refresh(state);
  redrawAll();
}

function listen(): void {
  addEventListener("resize", redrawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themeChanged);
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === toFragment(state)) return;
    state = fromFragment(location.hash);
    renew();
  });
  addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (key === "p" && !ctrlKey && !metaKey && !altKey && !(target instanceof HTMLInputElement)) togglePause();
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    for (const file of event.dataTransfer?.files ?? []) void open(file);
  });
}

/** What dropping does, for those who cannot drop. */
function chooseFile(): void {
  const input = make("input", { type: "file", accept: ".csv,.tsv,.txt,.json,.npz,.npy,.parquet,.gz" });
  input.addEventListener("change", () => {
    for (const file of input.files ?? []) void open(file);
  });
  input.click();
}

/** Larger files are not looked into: what they hold would not run live. */
const mostBytes = 50e6;

async function open(file: File): Promise<void> {
  try {
    if (file.size > mostBytes)
      throw new Error(
        `${file.name} has ${Math.round(file.size / 1e6)} MB; here at most ${mostBytes / 1e6} MB can be used: use the command line`,
      );
    take(await pool.read(file.name, new Uint8Array(await file.arrayBuffer())));
  } catch (error) {
    note = (error as Error).message;
    redraw();
  }
}

function take(dropped: Dropped): void {
  switch (dropped.kind) {
    case "data":
      note = dropped.note;
      return change({ data: "table", own: dropped.data });
    case "record":
      runs.take(dropped.record.spec, dropped.record);
      return change({ kept: [...state.kept, dropped.record.spec] });
    case "spec":
      return change({ kept: [...state.kept, dropped.spec] });
  }
}

await breathe();
listen();
renew();
