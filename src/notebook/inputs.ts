import { html } from "./elements.ts";
import type { Choice, Slider } from "./stage.ts";

/** The inputs of a page: each stands in its cell and keeps what was chosen when the notebook runs again. */
export interface Inputs {
  slider(place: HTMLElement, slider: Slider): number;
  choice(place: HTMLElement, choice: Choice): string;
}

/** `again` is called when an input has moved. */
export function openInputs(again: () => void): Inputs {
  const chosen = new Map<string, string>();
  const input = (place: HTMLElement, label: string, make: () => HTMLInputElement | HTMLSelectElement): string | undefined => {
    const inputs = place.querySelector(":scope > .inputs")!;
    const known = [...inputs.querySelectorAll("input, select")].some((other) => other.ariaLabel === label);
    if (!known) inputs.append(labelled(label, make(), (value) => (chosen.set(label, value), again())));
    return chosen.get(label);
  };
  return {
    slider: (place, slider) => Number(input(place, slider.label, () => rangeOf(slider)) ?? slider.value),
    choice: (place, choice) => input(place, choice.label, () => menuOf(choice)) ?? choice.value,
  };
}

function labelled(label: string, control: HTMLInputElement | HTMLSelectElement, moved: (value: string) => void): HTMLElement {
  control.ariaLabel = label;
  const around = html("label", "slider", "");
  const value = document.createElement("output");
  const isRange = control instanceof HTMLInputElement;
  if (isRange) value.textContent = control.value;
  control.addEventListener("input", () => {
    if (isRange) value.textContent = control.value;
    moved(control.value);
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
