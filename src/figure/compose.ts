import { printable } from "../spec/printable.ts";
import { element } from "./element.ts";
import { legend, legendHeight, type LegendEntry } from "./legend.ts";
import { normalise } from "./normalise.ts";
import type { Panel } from "./panel.ts";
import { fontStack, type Theme, type Width, widths } from "./style.ts";

/** Panels side by side. */
export interface PanelRow {
  readonly panels: readonly Panel[];
  readonly height: number;
  /** Relative widths of the panels; equal unless given. */
  readonly shares?: readonly number[];
}

/** Panels in rows, with what they share. */
export interface Drawing {
  readonly rows: readonly PanelRow[];
  /** One legend for all panels, above them. */
  readonly legend?: readonly LegendEntry[] | ((theme: Theme) => readonly LegendEntry[]);
  /** What a reader who cannot see the figure is told: a sentence. */
  readonly description: string;
}

/** In which document, colours and width a drawing is laid out. */
export interface ComposeOptions {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: Width;
  /** Stands before the ids of clips and gradients, "c" unless given: figures that stand inside one page need different ones. */
  readonly idPrefix?: string;
}

const columnGap = 6;
const rowGap = 4;

/** Lays a drawing out as one self-contained <svg>, sized in inches, its unit the point. In a single column panels of a row stand below one another. */
export function compose(drawing: Drawing, { document, theme, width, idPrefix }: ComposeOptions): SVGSVGElement {
  const total = widths[width];
  const entries = typeof drawing.legend === "function" ? drawing.legend(theme) : (drawing.legend ?? []);
  const root = element(document, "svg", {
    "font-family": fontStack,
    "font-kerning": "none",
    role: "img",
    "aria-label": printable(drawing.description),
    "text-anchor": "middle",
    fill: theme.ink,
  });
  const rows: readonly PanelRow[] =
    width === "single" ? drawing.rows.flatMap(({ panels, height }) => panels.map((panel) => ({ panels: [panel], height }))) : drawing.rows;
  let y = 2;
  const body: Element[] = [];
  if (entries.length > 0) {
    const keys = legend({ document, theme, width: total - 12 }, entries);
    keys.setAttribute("transform", `translate(8,${y})`);
    body.push(keys);
    y += legendHeight(entries, total - 12) + 2;
  }
  for (const { panels, height, shares = panels.map(() => 1) } of rows) {
    const unit = (total - columnGap * (panels.length - 1)) / shares.reduce((sum, share) => sum + share, 0);
    let x = 0;
    let highest = height;
    panels.forEach((panel, i) => {
      const drawn = panel({ document, theme, width: unit * shares[i], height, first: i === 0, last: i === panels.length - 1 });
      // A panel whose labels need it is higher than asked.
      highest = Math.max(highest, Number(drawn.getAttribute("height") ?? 0));
      body.push(placed(document, drawn, x, y));
      x += unit * shares[i] + columnGap;
    });
    y += highest + rowGap;
  }
  const height = Math.ceil(y);
  root.setAttribute("width", `${total / 72}in`);
  root.setAttribute("height", `${height / 72}in`);
  root.setAttribute("viewBox", `0 0 ${total} ${height}`);
  root.append(element(document, "rect", { width: total, height, fill: theme.background }), ...body);
  const size = { width: root.getAttribute("width")!, height: root.getAttribute("height")! };
  normalise(root, theme.ink, idPrefix);
  root.setAttribute("width", size.width);
  root.setAttribute("height", size.height);
  return root as unknown as SVGSVGElement;
}

/** A panel's own <svg> becomes a group of the figure: nested <svg>s are read differently by different programs. */
function placed(document: Document, panel: Element, x: number, y: number): Element {
  const group = element(document, "g", {
    transform: `translate(${x},${y})`,
    "text-anchor": panel.getAttribute("text-anchor") ?? undefined,
    "font-size": panel.getAttribute("font-size") ?? undefined,
  });
  group.append(...panel.childNodes);
  return group;
}
