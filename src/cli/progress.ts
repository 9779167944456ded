import { Presets, SingleBar } from "cli-progress";
import type { HowFar } from "../experiment/howFar.ts";
import { duration } from "../spec/duration.ts";

/** Shows how far long work is: a bar on a terminal, a line now and then elsewhere; always on standard error. */
export interface Progress {
  update(state: HowFar): void;
  end(): void;
}

/** Seconds between lines where there is no terminal. */
const lineEvery = 5;

export function openProgress(): Progress {
  return process.stderr.isTTY ? bar() : lines();
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
    end() {
      if (started) single.stop();
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
    end() {},
  };
}
