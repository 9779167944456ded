type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An HTML element with attributes (true stands for a bare one, false and undefined for none) and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = make("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", press);
  return element;
}

/** The element of the page with an id. */
export const byId = (id: string): HTMLElement => document.getElementById(id)!;

/** A stroke as a line's key. */
export function key(colour: string, dash: readonly number[]): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const line = document.createElementNS(namespace, "line");
  const set = (element: Element, values: Attributes): void => {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
  };
  set(svg, { class: "key", width: 24, height: 8, "aria-hidden": "true" });
  set(line, { x1: 0, x2: 24, y1: 4, y2: 4, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash.join(" ") });
  svg.append(line);
  return svg;
}

/** The address of a program that stands in the page as text: so a page from the disk has workers and code on demand as well. */
export const programUrl = (id: string): string => URL.createObjectURL(new Blob([byId(id).textContent], { type: "text/javascript" }));
