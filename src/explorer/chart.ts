import { extent, formatOf, ticksOf } from "../figure/axis.ts";
import type { Line } from "./trace.ts";

/** A line with its look. */
export interface Drawn {
  readonly line: Line;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly faint: boolean;
}

export interface ChartContent {
  readonly lines: readonly Drawn[];
  readonly x: { readonly label: string; readonly log: boolean; readonly domain: readonly [number, number]; readonly reversed: boolean };
  readonly y: { readonly log: boolean; readonly most?: number };
  /** A dashed level with its words. */
  readonly level?: { readonly at: number; readonly label: string };
  /** Said where there is nothing to draw. */
  readonly empty: string;
}

export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
}

/** Where data stand on a canvas. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  toX(value: number): number;
  toY(value: number): number;
  fromX(pixel: number): number;
}

const font = "12px system-ui, sans-serif";

/** Draws lines on a canvas, the whole of it anew, and answers where things stand; `cursor` is a value of x. */
export function drawChart(canvas: HTMLCanvasElement, content: ChartContent, colours: Colours, cursor: number | null): Frame {
  const context = sized(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  context.clearRect(0, 0, width, height);
  context.font = font;
  const domain = yDomain(content);
  const yAxis = { label: "", type: content.y.log ? ("log" as const) : ("linear" as const), domain };
  const yTicks = ticksOf(yAxis, Math.max(2, Math.round(height / 45)));
  const yFormat = formatOf(yAxis);
  const left = Math.ceil(Math.max(24, ...yTicks.map((tick) => context.measureText(yFormat(tick)).width)) + 10);
  const frame = frameOf(content, domain, { left, right: width - 18, top: 8, bottom: height - 36 });
  drawGrid(context, frame, content, colours, yTicks, yFormat);
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top - 1, frame.right - frame.left, frame.bottom - frame.top + 2);
  context.clip();
  for (const line of content.lines) drawLine(context, frame, line, content.y.log);
  if (content.level !== undefined) drawLevel(context, frame, content.level, colours);
  if (cursor !== null) drawCursor(context, frame, content, colours, cursor);
  context.restore();
  if (content.lines.every(({ line }) => line.x.length === 0)) {
    context.fillStyle = colours.muted;
    context.textAlign = "center";
    context.fillText(content.empty, (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
  }
  return frame;
}

/** Makes the canvas as fine as the screen. */
function sized(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function yDomain({ lines, level, y }: ChartContent): [number, number] {
  const most = y.most ?? Infinity;
  const values = lines.flatMap(({ line }) => line.y.map((value) => Math.min(value, most)));
  const seen = level !== undefined && level.at < 3 * values.reduce((top, value) => (value > top ? value : top), 0);
  const [low, high] = extent(seen ? [...values, level.at * 1.1] : values, y.log ? "log" : "linear", 0.04);
  // What starts near zero starts at zero.
  return y.log || low > 0.4 * high ? [low, high] : [Math.min(0, Math.min(...values.filter(Number.isFinite), 0)), high];
}

type Edges = Pick<Frame, "left" | "right" | "top" | "bottom">;

function frameOf({ x, y }: ChartContent, domain: readonly [number, number], edges: Edges): Frame {
  const { left, right, top, bottom } = edges;
  const bend = (log: boolean) => (log ? Math.log : (value: number) => value);
  const [xBend, yBend] = [bend(x.log), bend(y.log)];
  const [from, to] = (x.reversed ? [x.domain[1], x.domain[0]] : x.domain).map(xBend);
  const [low, high] = domain.map(yBend);
  return {
    ...edges,
    toX: (value) => left + ((xBend(value) - from) / (to - from)) * (right - left),
    toY: (value) => bottom - ((yBend(value) - low) / (high - low)) * (bottom - top),
    fromX: (pixel) => {
      const value = from + ((pixel - left) / (right - left)) * (to - from);
      return x.log ? Math.exp(value) : value;
    },
  };
}

function drawGrid(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { x }: ChartContent,
  colours: Colours,
  yTicks: readonly number[],
  yFormat: (value: number) => string,
): void {
  const { left, right, top, bottom } = frame;
  const xAxis = { label: "", type: x.log ? ("log" as const) : ("linear" as const), domain: x.domain };
  context.lineWidth = 1;
  context.setLineDash([]);
  context.strokeStyle = colours.grid;
  context.fillStyle = colours.muted;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of yTicks) {
    const y = Math.round(frame.toY(tick)) + 0.5;
    stroke(context, [left, y], [right, y]);
    context.fillText(yFormat(tick), left - 6, y);
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  const xFormat = formatOf(xAxis);
  for (const tick of ticksOf(xAxis, Math.max(2, Math.round((right - left) / 80)))) {
    const at = Math.round(frame.toX(tick)) + 0.5;
    stroke(context, [at, top], [at, bottom]);
    context.fillText(xFormat(tick), at, bottom + 5);
  }
  context.fillStyle = colours.ink;
  context.textBaseline = "bottom";
  context.fillText(x.label, (left + right) / 2, bottom + 35);
}

function drawLevel(context: CanvasRenderingContext2D, frame: Frame, level: NonNullable<ChartContent["level"]>, colours: Colours): void {
  const y = Math.round(frame.toY(level.at)) + 0.5;
  const above = y < frame.top;
  context.lineWidth = 1;
  context.strokeStyle = colours.ink;
  context.setLineDash([5, 4]);
  stroke(context, [frame.left, y], [frame.right, y]);
  context.setLineDash([]);
  context.textAlign = "left";
  context.textBaseline = above ? "top" : "bottom";
  context.lineWidth = 4;
  context.strokeStyle = colours.background;
  const place = [above ? `${level.label}, above ↑` : level.label, frame.left + 6, above ? frame.top + 4 : y - 3] as const;
  context.strokeText(...place);
  context.fillStyle = colours.ink;
  context.fillText(...place);
}

function drawLine(context: CanvasRenderingContext2D, frame: Frame, { line, colour, dash, faint }: Drawn, log: boolean): void {
  context.strokeStyle = colour;
  context.globalAlpha = faint ? 0.45 : 1;
  context.lineWidth = faint ? 1.5 : 2;
  context.lineJoin = "round";
  context.setLineDash([...dash]);
  context.beginPath();
  let drawing = false;
  for (let i = 0; i < line.x.length; i++) {
    const value = line.y[i];
    if (!Number.isFinite(value) || (log && value <= 0)) {
      drawing = false;
      continue;
    }
    // Far outside the frame a canvas loses its way.
    const y = Math.min(1e4, Math.max(-1e4, frame.toY(value)));
    if (drawing) context.lineTo(frame.toX(line.x[i]), y);
    else context.moveTo(frame.toX(line.x[i]), y);
    drawing = true;
  }
  context.stroke();
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function drawCursor(context: CanvasRenderingContext2D, frame: Frame, { lines }: ChartContent, colours: Colours, cursor: number): void {
  const x = Math.round(frame.toX(cursor)) + 0.5;
  context.lineWidth = 1;
  context.strokeStyle = colours.muted;
  stroke(context, [x, frame.top], [x, frame.bottom]);
  for (const { line, colour } of lines) {
    const i = nearest(line.x, cursor);
    if (i < 0 || !Number.isFinite(line.y[i])) continue;
    context.beginPath();
    context.arc(frame.toX(line.x[i]), frame.toY(line.y[i]), 4, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    context.strokeStyle = colours.background;
    context.stroke();
  }
}

function stroke(context: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** The index whose value is nearest, in a sequence that rises or falls throughout; -1 where it is empty or ends well before. */
export function nearest(values: readonly number[], target: number): number {
  if (values.length === 0) return -1;
  const falling = values[0] > values[values.length - 1];
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling ? values[middle] > target : values[middle] < target) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  return Math.abs(values[before] - target) < Math.abs(values[low] - target) ? before : low;
}
