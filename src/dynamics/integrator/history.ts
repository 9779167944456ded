import type { PastPlaces } from "../../kernel/stages.ts";

/** The last accepted places of a flow, for divided differences. */
export interface History {
  /** Notes that the flow left `w` by a step of length h. */
  left(w: Float64Array, h: number): void;
  /** Whether two places lie far enough back for a step of length h: each at least h/2 before the next. */
  reaches(h: number): boolean;
  /**
   * h³w‴ at about now, as 3! h³ × the divided difference over t − b, t − a, t and t + h: the places at t − a and t − b,
   * as seen from the present one, and the way from there to t + h, with their weights. Needs `reaches(h)`.
   */
  thirdDifference(h: number): PastPlaces;
}

const kept = 6;

/** Opens a history that remembers the last six places. */
export function openHistory(size: number): History {
  const places = Array.from({ length: kept }, () => new Float64Array(size));
  /** Distance back in time from now; places[0] is the latest. */
  const back = new Float64Array(kept);
  let count = 0;
  let first = 0;
  let second = 0;
  return {
    left(w, h) {
      const oldest = places[kept - 1];
      for (let k = kept - 1; k > 0; k--) {
        places[k] = places[k - 1];
        back[k] = back[k - 1];
      }
      places[0] = oldest;
      places[0].set(w);
      back[0] = 0;
      count = Math.min(kept, count + 1);
      for (let k = 0; k < count; k++) back[k] += h;
    },
    reaches(h) {
      first = 0;
      while (first < count && back[first] < h / 2) first++;
      second = first + 1;
      while (second < count && back[second] - back[first] < h / 2) second++;
      return second < count;
    },
    thirdDifference(h) {
      const a = back[first];
      const b = back[second];
      const scale = 6 * h * h * h;
      // The weights of the four places add up to zero: differences from the present one leave its own out.
      return {
        places: [places[first], places[second]],
        weights: [scale / (a * (h + a) * (b - a)), -scale / (b * (h + b) * (b - a))],
        wayWeight: scale / (h * (h + a) * (h + b)),
      };
    },
  };
}
