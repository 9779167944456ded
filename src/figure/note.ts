import * as Plot from "@observablehq/plot";
import { fontSizes } from "./style.ts";

/** A text at a fixed place of the panel (baseline at `top`), in points from its upper left corner. */
export function note(text: string, leftEdge: number, top: number, options: Plot.TextOptions): Plot.Markish {
  return Plot.text([text], {
    frameAnchor: "top-left",
    lineAnchor: "bottom",
    text: (d: string) => d,
    textAnchor: "middle",
    fontSize: fontSizes.note,
    ...options,
    render: at(leftEdge, top),
  });
}

/** Overrides where a text mark puts its only text: Plot places by scales or frame anchors, notes by points. */
function at(leftEdge: number, top: number): Plot.RenderFunction {
  return (index, scales, values, dimensions, context, next) => {
    const group = next!(index, scales, values, dimensions, context)!;
    group.removeAttribute("transform");
    const text = group.querySelector("text")!;
    const rotation = /rotate\([^)]*\)/.exec(text.getAttribute("transform") ?? "")?.[0];
    text.setAttribute("transform", `translate(${leftEdge},${top})${rotation === undefined ? "" : ` ${rotation}`}`);
    text.removeAttribute("y");
    text.removeAttribute("x");
    return group;
  };
}
