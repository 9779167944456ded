import { openProgress } from "../cli/progress.ts";
import { howFar, type HowFar } from "../experiment/howFar.ts";
import { duration } from "../spec/duration.ts";
import { escapeHtml } from "./content.ts";
import { type Jupyter, jupyter } from "./jupyter.ts";
import type { Watch } from "./watch.ts";

interface Bar {
  update(state: HowFar): void;
  end(): void;
}

/**
 * Shows how far work is while it is done, with an estimate of the time left: under the cell in Jupyter, a bar on a terminal.
 *
 *     const record = await progress("gradient descent", (watch) => run(spec, watch));
 *
 * Interrupting the kernel (Ctrl-C on a terminal) ends a run with the status "stopped", and a sweep with its cells missing: what was done so far is returned.
 */
export async function progress<Result>(label: string, work: (watch: Watch) => Promise<Result>): Promise<Result> {
  const kernel = jupyter();
  const bar = kernel === null ? openProgress() : kernelBar(kernel, label);
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const started = performance.now();
  process.once("SIGINT", cancel);
  try {
    return await work({
      signal: controller.signal,
      onProgress: (state) => bar.update(howFar(state, (performance.now() - started) / 1000)),
    });
  } finally {
    process.off("SIGINT", cancel);
    bar.end();
  }
}

/** Milliseconds between two pictures of a bar. */
const pause = 200;
let bars = 0;

/** A bar under the cell that runs, which is gone when the work is done. */
function kernelBar({ broadcast }: Jupyter, label: string): Bar {
  const transient = { display_id: `thalweg-progress-${bars++}` };
  const send = (type: string, html: string, text: string): void =>
    void broadcast(type, { data: { "text/html": html, "text/plain": text }, metadata: {}, transient });
  let last = -Infinity;
  const show = ({ fraction, note, secondsLeft }: HowFar): void => {
    const now = performance.now();
    if (now - last < pause) return;
    const left = secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`;
    const text = `${label}: ${Math.floor(100 * fraction)} %, ${note}${left}`;
    send(
      last === -Infinity ? "display_data" : "update_display_data",
      `<progress value="${fraction}"></progress> ${escapeHtml(text)}`,
      text,
    );
    last = now;
  };
  return {
    update: show,
    end() {
      if (last !== -Infinity) send("update_display_data", "", "");
    },
  };
}
