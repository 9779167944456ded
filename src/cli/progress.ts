import { Presets, SingleBar } from "cli-progress";
import type { HowFar } from "../experiment/howFar.ts";
import { duration } from "../spec/duration.ts";
import { hear, isSupervised, tell } from "./interrupt.ts";

/** Shows how far long work is: a bar on a terminal, a line now and then elsewhere; always on standard error. */
export interface Progress {
  update(state: HowFar): void;
  /** Resolves when nothing of it is in the way of what is printed. */
  end(): Promise<void>;
}

/** Seconds between lines where there is no terminal. */
const lineEvery = 5;
/** Milliseconds between reports to a supervisor. */
const reportEvery = 50;

export function openProgress(): Progress {
  return isSupervised() ? reports() : openDisplay();
}

/** A bar needs a terminal that moves its cursor, and a user who has not asked for plain text. */
export function openDisplay(): Progress {
  const { TERM, NO_COLOR } = process.env;
  const isPlain = TERM === "dumb" || (NO_COLOR !== undefined && NO_COLOR !== "");
  return process.stderr.isTTY && !isPlain ? bar() : lines();
}

function bar(): Progress {
  const single = new SingleBar(
    { format: "{bar} {percent} % {note}{left}", hideCursor: true, clearOnComplete: true, stream: process.stderr, fps: 10 },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update({ fraction, note, secondsLeft }) {
      const payload = { note, left: secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`, percent: Math.floor(100 * fraction) };
      if (!started) single.start(1, fraction, payload);
      started = true;
      single.update(fraction, payload);
    },
    async end() {
      if (started) single.stop();
      started = false;
    },
  };
}

function lines(): Progress {
  let last = performance.now();
  return {
    update({ fraction, note, secondsLeft }) {
      const now = performance.now();
      if (now - last < lineEvery * 1000) return;
      last = now;
      process.stderr.write(`${Math.floor(100 * fraction)} % ${note}${secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`}\n`);
    },
    async end() {},
  };
}

/** The process that has the terminal shows it. */
function reports(): Progress {
  let last = -Infinity;
  return {
    update(state) {
      const now = performance.now();
      if (now - last < reportEvery) return;
      last = now;
      tell({ kind: "progress", state });
    },
    end: () =>
      new Promise((resolve) => {
        if (last === -Infinity || !process.connected) return resolve();
        last = -Infinity;
        hear(({ kind }) => kind === "cleared" && done());
        process.once("disconnect", done);
        tell({ kind: "clear" });
        // Nothing else may be left to wait for.
        process.channel?.ref();
        function done(): void {
          process.channel?.unref();
          resolve();
        }
      }),
  };
}
