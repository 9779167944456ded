import type { Inputs } from "./inputs.ts";
import type { Drag } from "./stage.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Puts a handle on the first panel of a drawn figure that moves two sliders. The sliders remain the way by keyboard. */
export function addHandle(figure: HTMLElement, { x, y }: Drag, inputs: Inputs): void {
  const svg = figure.querySelector("svg")!;
  const panel = frameOf(svg);
  if (panel === null) return;
  const { frame, group } = panel;
  const handle = document.createElementNS(svgNamespace, "circle");
  for (const [name, value] of Object.entries({ r: 4.5, class: "handle", role: "img", "aria-label": `drag: ${x.label}, ${y.label}` }))
    handle.setAttribute(name, String(value));
  const place = (a: number, b: number): void => {
    handle.setAttribute("cx", String(frame.x + (frame.width * (a - x.domain[0])) / (x.domain[1] - x.domain[0])));
    handle.setAttribute("cy", String(frame.y + frame.height - (frame.height * (b - y.domain[0])) / (y.domain[1] - y.domain[0])));
  };
  place(inputs.valueOf(x.label), inputs.valueOf(y.label));
  group.append(handle);
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(group.getScreenCTM()!.inverse());
    const a = x.domain[0] + ((at.x - frame.x) / frame.width) * (x.domain[1] - x.domain[0]);
    const b = y.domain[0] + ((frame.y + frame.height - at.y) / frame.height) * (y.domain[1] - y.domain[0]);
    place(...inputs.show({ [x.label]: a, [y.label]: b }, [x.label, y.label]));
  });
  handle.addEventListener("pointerup", () => inputs.settle());
}

/** The frame of a figure's first panel, in the coordinates of the group that holds it: what its marks are clipped to. */
function frameOf(svg: SVGSVGElement): { frame: { x: number; y: number; width: number; height: number }; group: SVGGraphicsElement } | null {
  const clip = svg.querySelector("clipPath rect");
  const group = clip?.closest("g");
  if (!clip || !group) return null;
  const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(clip.getAttribute(name)));
  return { frame: { x: left, y: top, width, height }, group };
}
