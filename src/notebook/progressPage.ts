import { howFar } from "../experiment/howFar.ts";
import { duration } from "../spec/duration.ts";
import { button, html, textElement } from "./elements.ts";
import type { Watch } from "./watch.ts";

/** Where a bar stands and what else may cancel its work. */
export interface ProgressOptions {
  /** Puts the bar in its place: Observable's own `display`, say. At the end of the page unless given. */
  readonly show?: (bar: HTMLElement) => void;
  /** Aborting it cancels the work, as the bar's button does. */
  readonly signal?: AbortSignal;
}

/**
 * Shows how far work is while it is done, with an estimate of the time left and a button that cancels it.
 *
 *     const record = await progress("gradient descent", (watch) => run(spec, watch), { show: display });
 *
 * A cancelled run has the status "stopped", a cancelled sweep its cells missing: what was done so far is returned.
 */
export async function progress<Result>(
  label: string,
  work: (watch: Watch) => Promise<Result>,
  { show = (bar) => document.body.append(bar), signal }: ProgressOptions = {},
): Promise<Result> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const meter = document.createElement("progress");
  const said = textElement("span", "", label);
  const bar = html("div", "progress", "");
  bar.setAttribute("role", "status");
  bar.append(meter, said, button("cancel", cancel));
  show(bar);
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel);
  const started = performance.now();
  try {
    return await work({
      signal: controller.signal,
      onProgress(state) {
        const { fraction, note, secondsLeft } = howFar(state, (performance.now() - started) / 1000);
        meter.value = fraction;
        said.textContent = `${label}: ${note}${secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`}`;
      },
    });
  } finally {
    signal?.removeEventListener("abort", cancel);
    bar.remove();
  }
}
