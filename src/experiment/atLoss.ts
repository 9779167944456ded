import { log } from "../kernel/elementary.ts";

/** A record, as far as its path is concerned. */
interface Measured {
  readonly path: Readonly<Record<string, readonly (number | string | null)[]>>;
}

/**
 * The value of a column where the loss first reaches a level, interpolated linearly between the neighbouring measured
 * points of the logarithm of the loss, of the loss itself where it falls to 0; null when the run never reaches it. `loss` is the column that holds the loss.
 */
export function atLoss({ path }: Measured, name: string, level: number, loss = "loss"): number | null {
  const losses = path[loss] as readonly (number | null)[];
  const values = path[name] as readonly (number | null)[];
  let before = -1;
  for (let i = 0; i < losses.length; i++) {
    const [here, value] = [losses[i], values[i]];
    if (here === null || value === null) continue;
    if (here <= level) {
      if (before < 0) return value;
      const scale = here === 0 ? (loss: number): number => loss : log;
      const span = scale(losses[before]!) - scale(here);
      const share = span > 0 ? (scale(losses[before]!) - scale(level)) / span : 1;
      return values[before]! + share * (value - values[before]!);
    }
    before = i;
  }
  return null;
}
