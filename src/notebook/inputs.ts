import { html } from "./elements.ts";
import type { Choice, Slider } from "./stage.ts";

/** The inputs of a page: each stands in its cell and keeps what was chosen when the notebook runs again. */
export interface Inputs {
  slider(place: HTMLElement, slider: Slider): number;
  choice(place: HTMLElement, choice: Choice): string;
  /** Where the slider of a label stands. */
  valueOf(label: string): number;
  /** Moves sliders to the nearest of their values without running anything; answers where the asked-for ones stand. */
  show<const Labels extends readonly string[]>(values: Readonly<Record<string, number>>, labels: Labels): { [K in keyof Labels]: number };
  /** Runs the notebook with what `show` has set. */
  settle(): void;
}

type Control = HTMLInputElement | HTMLSelectElement;

/** `again` is called when an input has moved. */
export function openInputs(again: () => void): Inputs {
  const controls = new Map<string, Control>();
  const control = (place: HTMLElement, label: string, make: () => Control): Control => {
    const known = controls.get(label);
    if (known !== undefined) return known;
    const made = make();
    controls.set(label, made);
    place.querySelector(":scope > .inputs")!.append(labelled(label, made, again));
    return made;
  };
  const valueOf = (label: string): number => Number(controls.get(label)!.value);
  return {
    slider: (place, slider) => Number(control(place, slider.label, () => rangeOf(slider)).value),
    choice: (place, choice) => control(place, choice.label, () => menuOf(choice)).value,
    valueOf,
    show(values, labels) {
      for (const [label, value] of Object.entries(values)) {
        const range = controls.get(label)!;
        // A range takes the nearest of its values.
        range.value = String(value);
        range.nextElementSibling!.textContent = range.value;
      }
      return labels.map(valueOf) as { [K in keyof typeof labels]: number };
    },
    settle: again,
  };
}

function labelled(label: string, control: Control, again: () => void): HTMLElement {
  control.ariaLabel = label;
  const around = html("label", "slider", "");
  const value = document.createElement("output");
  const isRange = control instanceof HTMLInputElement;
  if (isRange) value.textContent = control.value;
  control.addEventListener("input", () => {
    if (isRange) value.textContent = control.value;
    again();
  });
  around.append(`${label} `, control, value);
  return around;
}

function rangeOf({ from, to, step, value }: Slider): HTMLInputElement {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: from, max: to, step });
  range.value = String(value);
  return range;
}

function menuOf({ options, value }: Choice): HTMLSelectElement {
  const menu = document.createElement("select");
  menu.append(...options.map((words) => new Option(words, words, words === value, words === value)));
  return menu;
}
