import { Presets, SingleBar } from "cli-progress";
import { duration } from "./text.ts";

/** Shows how far long work is: a bar on a terminal, a line now and then elsewhere; always on standard error. */
export interface Progress {
  /** `fraction` from 0 to 1, `note` says where the work is, `left` is the estimate in seconds. */
  update(fraction: number, note: string, left: number | null): void;
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
    update(fraction, note, left) {
      const payload = { note, left: left === null ? "" : `, ${duration(left)} left`, percent: Math.floor(100 * fraction) };
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
    update(fraction, note, left) {
      const now = performance.now();
      if (now - last < lineEvery * 1000) return;
      last = now;
      process.stderr.write(`${Math.floor(100 * fraction)} % ${note}${left === null ? "" : `, ${duration(left)} left`}\n`);
    },
    end() {},
  };
}
