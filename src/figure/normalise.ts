import { printable } from "../spec/printable.ts";
import { clipPath, isOutOfSight, type Size, within } from "./clip.ts";
import { element, svgNamespace } from "./element.ts";
import { parseText, subscriptDrop, subscriptScale } from "./text.ts";

const lengths = new Set([
  "x",
  "y",
  "x1",
  "y1",
  "x2",
  "y2",
  "dx",
  "dy",
  "cx",
  "cy",
  "r",
  "rx",
  "ry",
  "width",
  "height",
  "font-size",
  "stroke-width",
  "stroke-opacity",
  "fill-opacity",
  "opacity",
]);
/** A number in a list of them, also one that is none. */
const number = /-?(?:Infinity|\d*\.?\d+(?:e[-+]?\d+)?)|NaN/g;
const lists = new Set(["d", "transform", "points", "viewBox", "stroke-dasharray"]);

/**
 * Turns what Plot made into plain static SVG that every renderer reads alike, in place: no style sheet, no classes, no
 * currentColor, no em; coordinates rounded to a hundredth of a point; ids numbered in document order; `_{…}` in texts
 * made into subscripts. Equal drawings become equal trees.
 */
export function normalise(root: Element, ink: string, idPrefix = "c"): void {
  const ids = new Map<string, string>();
  for (const node of root.querySelectorAll("[id]")) ids.set(node.getAttribute("id")!, `${idPrefix}${ids.size + 1}`);
  const [, , width, height] = root.getAttribute("viewBox")?.split(" ").map(Number) ?? [0, 0, Infinity, Infinity];
  visit(root, ink, 10, ids, { width, height });
}

function visit(node: Element, ink: string, inherited: number, ids: ReadonlyMap<string, string>, size: Size): void {
  let fontSize = inherited;
  for (const style of [...node.children].filter(({ localName }) => localName === "style")) style.remove();
  const declared = node.getAttribute("font-size");
  if (declared !== null) fontSize = toUserUnits(declared, inherited);
  // The tree changes while it is walked: the lists that are walked are copies.
  for (const { name, value } of Array.from(node.attributes)) {
    const tidied = tidy(name, value, ink, fontSize, inherited, ids);
    if (tidied === null) node.removeAttribute(name);
    else if (tidied !== value) node.setAttribute(name, tidied);
  }
  if (node.localName === "text" || node.localName === "tspan") splitSubscripts(node, fontSize);
  for (const child of Array.from(node.children)) visit(child, ink, fontSize, ids, size);
  if (node.localName === "g" && [...node.children].every((child) => isOutOfSight(child, size))) node.replaceChildren();
  if (node.localName === "g" && node.childNodes.length === 0) node.remove();
}

function tidy(
  name: string,
  value: string,
  ink: string,
  fontSize: number,
  inherited: number,
  ids: ReadonlyMap<string, string>,
): string | null {
  if (name === "class" || name === "font-variant" || name === "style" || name === "aria-hidden" || name === "font-family")
    return name === "font-family" && value !== "inherit" ? value : null;
  if (value === "currentColor") return ink;
  if (name === "id") return ids.get(value)!;
  if (value.startsWith("url(#")) return `url(#${ids.get(value.slice(5, -1))!})`;
  if (lengths.has(name)) return round(toUserUnits(value, name === "font-size" ? inherited : fontSize));
  if (lists.has(name)) return (name === "d" ? clipPath(value) : value).replace(number, (text) => round(Number(text)));
  return value;
}

function toUserUnits(value: string, fontSize: number): number {
  return value.endsWith("em") ? Number(value.slice(0, -2)) * fontSize : parseFloat(value);
}

/** At most two decimals, no exponent, no negative zero, nothing that is far out of sight. */
export function round(value: number): string {
  const rounded = Math.round(within(value) * 100) / 100;
  return rounded === 0 ? "0" : String(rounded);
}

function splitSubscripts(node: Element, fontSize: number): void {
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType !== 3 || !/_\{[^}]*\}/.test(child.textContent!)) continue;
    const drop = round(fontSize * subscriptDrop);
    let lowered = false;
    const parts = parseText(child.textContent!).map(({ text, subscript }) => {
      const shift = subscript === lowered ? undefined : subscript ? drop : `-${drop}`;
      lowered = subscript;
      return element(node.ownerDocument, "tspan", { dy: shift, "font-size": subscript ? fontSize * subscriptScale : undefined }, text);
    });
    child.replaceWith(...parts);
  }
}

/** Serialises an SVG tree as XML, self-contained: namespace declared, attributes escaped, one element a line where it holds elements. */
export function serialise(root: Element): string {
  return `<svg xmlns="${svgNamespace}"${attributesOf(root)}>${[...root.childNodes].map((node) => `\n${write(node)}`).join("")}\n</svg>\n`;
}

function write(node: ChildNode): string {
  if (node.nodeType === 3) return escape(node.textContent!);
  const { localName, childNodes } = node as Element;
  const open = `<${localName}${attributesOf(node as Element)}`;
  if (childNodes.length === 0) return `${open}/>`;
  const inText = localName === "text" || localName === "tspan";
  const inside = [...childNodes].map(write);
  const block = !inText && [...childNodes].every(({ nodeType }) => nodeType === 1);
  return block ? `${open}>\n${inside.join("\n")}\n</${localName}>` : `${open}>${inside.join("")}</${localName}>`;
}

function attributesOf(node: Element): string {
  return [...node.attributes]
    .filter(({ name }) => name !== "xmlns")
    .map(({ name, value }) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, value }) => ` ${name}="${escape(value).replaceAll('"', "&quot;")}"`)
    .join("");
}

function escape(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
