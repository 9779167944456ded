import { make } from "./element.ts";
import { lossesFor, methodLabels, shapeOf, stepsOf } from "./specs.ts";
import { key } from "./element.ts";
import { lookOf, pageTheme } from "./look.ts";
import { activations, dataKinds, losses, methods, mostSteps, noises, samplings, type State } from "./state.ts";

/** The settings: `refresh` shows a state in them. */
export interface Controls {
  refresh(state: State): void;
}

type Change = (change: Partial<State>) => void;
type Part = (state: State) => void;

const dataLabels: Readonly<Record<State["data"], string>> = {
  chebyshev: "Chebyshev",
  teacher: "teacher network",
  "two-moons": "two moons",
  spirals: "two spirals",
  digits: "digits, 7 × 7",
  table: "own (drop a CSV)",
};
const samplingLabels: Readonly<Record<State["sampling"], string>> = {
  reshuffle: "reshuffled",
  "shuffle-once": "shuffled once",
  cyclic: "in order",
  subset: "fresh subsets",
  bootstrap: "with replacement",
  "partition-iid": "drawn batches",
};
const noiseLabels: Readonly<Record<State["noise"], string>> = { none: "none", label: "on the labels", gaussian: "on the gradient" };

/** Builds the settings into a form; `change` is told what a person changes. */
export function buildControls(form: HTMLElement, change: Change): Controls {
  const parts: Part[] = [];
  const group = (title: string, ...fields: readonly Node[]): void =>
    form.append(make("fieldset", {}, make("legend", {}, title), ...fields));
  const use = ({ node, part }: Field): Node => {
    parts.push(part);
    return node;
  };

  group("Methods", use(checks(change)));
  group(
    "Step",
    use(
      slider("step size η", "stepSize", change, {
        low: 1e-3,
        high: 4,
        log: true,
        show: (s) => `${short(s.stepSize)}, 2/η = ${short(2 / s.stepSize)}`,
      }),
    ),
    use(
      slider("batch size B", "batchSize", change, {
        low: 1,
        high: (s) => shapeOf(s).examples,
        show: (s) => `${Math.min(s.batchSize, shapeOf(s).examples)} of ${shapeOf(s).examples}`,
      }),
    ),
    use(choice("sampling", "sampling", samplings, samplingLabels, change)),
    use(choice("noise on SGD", "noise", noises, noiseLabels, change)),
    use(number("its std", "noiseStd", change, { min: 0, max: 100, step: "any", hidden: (s) => s.noise === "none" })),
  );
  group(
    "Length and chance",
    use(
      slider("time", "time", change, {
        low: 1,
        high: 2000,
        log: true,
        show: (s) => `${short(s.time)}, ${stepsOf(s)} steps${stepsOf(s) === mostSteps ? " (the most)" : ""}`,
      }),
    ),
    use(number("seed", "seed", change, { min: 0, max: 4294967295, step: 1 })),
    use(number("runs of SGD", "copies", change, { min: 1, max: 8, step: 1 })),
  );
  group(
    "Data",
    use(choice("set", "data", dataKinds, dataLabels, change, (state) => (state.own === null ? ["table"] : []))),
    use(number("degree", "degree", change, { min: 1, max: 12, step: 1, hidden: (s) => s.data !== "chebyshev" })),
    use(number("examples", "count", change, { min: 2, max: 2000, step: 1, hidden: (s) => s.data === "table" })),
    use(
      number("noise std", "spread", change, {
        min: 0,
        max: 10,
        step: "any",
        hidden: (s) => !["teacher", "two-moons", "spirals"].includes(s.data),
      }),
    ),
  );
  group(
    "Network and loss",
    use(hidden(change)),
    use(choice("activation", "activation", activations, {}, change)),
    use(choice("loss", "loss", losses, {}, change, (state) => losses.filter((loss) => !lossesFor(state).includes(loss)))),
    use(exclusion(change)),
  );
  return { refresh: (state) => parts.forEach((part) => part(state)) };
}

interface Field {
  readonly node: HTMLElement;
  readonly part: Part;
}

export const short = (value: number): string => String(Number(value.toPrecision(3)));

let ids = 0;
const fresh = (): string => `field-${ids++}`;

function row(label: string, id: string, ...controls: readonly Node[]): HTMLElement {
  return make("div", { class: "field" }, make("label", { for: id }, label), ...controls);
}

function checks(change: Change): Field {
  const boxes = methods.map((method) => ({ method, box: make("input", { type: "checkbox", name: method }), key: make("span") }));
  const update = (): void => change({ methods: boxes.filter(({ box }) => box.checked).map(({ method }) => method) });
  const node = make(
    "div",
    { class: "checks" },
    ...boxes.map(({ method, box, key: mark }) => make("label", {}, box, mark, methodLabels[method])),
  );
  node.addEventListener("change", update);
  return {
    node,
    part: (state) => {
      for (const { method, box, key: mark } of boxes) {
        box.checked = state.methods.includes(method);
        const { colour, dash } = lookOf(method, pageTheme());
        mark.replaceChildren(key(colour, dash));
      }
    },
  };
}

interface SliderOptions {
  readonly low: number;
  readonly high: number | ((state: State) => number);
  readonly log?: boolean;
  show(state: State): string;
}

function slider(
  label: string,
  entry: "stepSize" | "batchSize" | "time",
  change: Change,
  { low, high, log = false, show }: SliderOptions,
): Field {
  const id = fresh();
  const input = make("input", { type: "range", id, name: entry, step: log ? 0.01 : 1 });
  const output = make("output", { for: id });
  input.addEventListener("input", () => {
    const value = Number(input.value);
    change({ [entry]: log ? Number((10 ** value).toPrecision(3)) : value });
  });
  return {
    node: make("div", { class: "field wide" }, make("label", { for: id }, label), output, input),
    part: (state) => {
      const top = typeof high === "number" ? high : high(state);
      input.min = String(log ? Math.log10(low) : low);
      input.max = String(log ? Math.log10(top) : top);
      const value = log ? Math.log10(state[entry]) : state[entry];
      if (document.activeElement !== input || Math.abs(Number(input.value) - value) > 0.02) input.value = String(value);
      output.textContent = show(state);
      input.setAttribute("aria-valuetext", show(state));
    },
  };
}

interface NumberOptions {
  readonly min: number;
  readonly max: number;
  readonly step: number | "any";
  hidden?(state: State): boolean;
}

function number(
  label: string,
  entry: "noiseStd" | "seed" | "copies" | "degree" | "count" | "spread",
  change: Change,
  { min, max, step, hidden: isHidden }: NumberOptions,
): Field {
  const id = fresh();
  const input = make("input", { type: "number", id, name: entry, min, max, step });
  input.addEventListener("input", () => {
    if (input.value !== "" && input.validity.valid) change({ [entry]: Number(input.value) });
  });
  const node = row(label, id, input);
  return {
    node,
    part: (state) => {
      node.hidden = isHidden?.(state) ?? false;
      if (document.activeElement !== input) input.value = String(state[entry]);
    },
  };
}

function choice<Entry extends "data" | "activation" | "loss" | "sampling" | "noise">(
  label: string,
  entry: Entry,
  values: readonly State[Entry][],
  labels: Readonly<Partial<Record<State[Entry], string>>>,
  change: Change,
  disabled: (state: State) => readonly string[] = () => [],
): Field {
  const id = fresh();
  const options = values.map((value) => make("option", { value }, labels[value] ?? value));
  const select = make("select", { id, name: entry }, ...options);
  select.addEventListener("change", () => change({ [entry]: select.value }));
  return {
    node: row(label, id, select),
    part: (state) => {
      const barred = disabled(state);
      for (const option of options) option.disabled = barred.includes(option.value);
      select.value = state[entry];
    },
  };
}

function hidden(change: Change): Field {
  const id = fresh();
  const input = make("input", {
    type: "text",
    id,
    name: "hidden",
    inputmode: "numeric",
    title: "widths of the hidden layers, such as 30, 20",
  });
  input.addEventListener("change", () => {
    const widths = input.value
      .split(/[^0-9]+/)
      .filter((text) => text !== "")
      .map(Number);
    if (widths.length <= 8 && widths.every((width) => width >= 1 && width <= 512)) change({ hidden: widths });
  });
  return {
    node: row("hidden layers", id, input),
    part: (state) => {
      if (document.activeElement !== input) input.value = state.hidden.join(", ");
    },
  };
}

function exclusion(change: Change): Field {
  const id = fresh();
  const box = make("input", { type: "checkbox", id, name: "excludeEvery" });
  box.addEventListener("change", () => change({ excludeEvery: box.checked ? 1 : 25 }));
  const label = make(
    "label",
    {
      for: id,
      title:
        "Sharpness is a Rayleigh quotient with its residual at every step; that no larger eigenvalue was missed is checked at every 25th, or at every one",
    },
    box,
    "exclude a larger eigenvalue at every step",
  );
  return { node: make("div", { class: "checks" }, label), part: (state) => void (box.checked = state.excludeEvery === 1) };
}
