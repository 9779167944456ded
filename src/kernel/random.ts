/** A stream of random numbers, a pure function of (seed, purpose, position): Threefry2x32-20 (Salmon et al. 2011). */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** A standard normal. */
  normal(): number;
  /** A whole number 0 … n − 1, unbiased. */
  integer(n: number): number;
  /** ±1. */
  sign(): number;
  /** Fills `out` with standard normals. */
  normals(out: Float64Array): void;
}

/** What a stream is for: streams of different purposes are independent, whatever else a spec says. */
export type Purpose = "init" | "data" | "test" | "sampling" | "noise" | "probes" | "start" | "perturbation" | "shadow";
