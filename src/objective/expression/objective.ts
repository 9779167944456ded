import type { Batch, Block, Labels, Objective } from "../objective.ts";
import { JetSweep } from "./jet.ts";
import { isQuadraticIn, squareFactor } from "./squareFactor.ts";
import type { Tape } from "./tape.ts";

/** Most examples that are evaluated side by side, */
const mostLanes = 32;
/** and most numbers that each array of a sweep over them holds: long formulas take fewer examples at a time. Sums run in the same order however many. */
const mostNumbers = 1 << 20;

/** The examples of a tape: one column of `count` numbers for each variable. */
export interface Columns {
  readonly count: number;
  readonly columns: readonly Float64Array[];
}

/**
 * The mean of a tape over examples as an Objective. Sums run over the examples in the order of the batch. Where the targets stand in a
 * column of their own, `target` is its index.
 */
export function tapeObjective(tape: Tape, { count: examples, columns }: Columns, test?: Objective, target?: number): Objective {
  const size = tape.parameters;
  const lanes = Math.max(1, Math.min(mostLanes, examples, Math.floor(mostNumbers / tape.length)));
  const sweep = new JetSweep(tape, lanes);
  const { value, adjoint } = sweep;
  const blocks: readonly Block[] = [{ name: "parameters", start: 0, end: size, rows: size, columns: 1 }];

  /** Sets parameters and examples `from … from + n − 1` of the batch. */
  const place = (w: Float64Array, batch: Batch | undefined, from: number, n: number): void => {
    for (let p = 0; p < size; p++) value[0].fill(w[p], p * lanes, p * lanes + n);
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      for (let l = 0; l < n; l++) value[0][(size + j) * lanes + l] = column[batch === undefined ? from + l : batch[from + l]];
    }
  };
  /** Sets the direction: u for every lane, or α u + β × the lane's own gradient (left by a reverse sweep of order 0). */
  const direct = (u: Float64Array, n: number, alpha = 1, beta = 0): void => {
    for (let p = 0; p < size; p++) {
      for (let l = 0; l < n; l++) {
        const at = p * lanes + l;
        value[1][at] = beta === 0 ? alpha * u[p] : alpha * u[p] + beta * adjoint[0][at];
        value[2][at] = 0;
      }
    }
  };
  /** Walks through the batch in groups of lanes; returns its length. */
  const eachGroup = (batch: Batch | undefined, visit: (from: number, n: number) => void): number => {
    const count = batch?.length ?? examples;
    for (let from = 0; from < count; from += lanes) visit(from, Math.min(lanes, count - from));
    return count;
  };
  const sumLanes = (from: Float64Array, at: number, n: number, start: number): number => {
    let sum = start;
    for (let l = 0; l < n; l++) sum += from[at + l];
    return sum;
  };
  const gather = (order: number, n: number, out: Float64Array): void => {
    for (let p = 0; p < size; p++) out[p] = sumLanes(adjoint[order], p * lanes, n, out[p]);
  };
  const divide = (out: Float64Array, count: number): void => {
    for (let p = 0; p < size; p++) out[p] /= count;
  };

  const loss: Objective["loss"] = (w, batch) => {
    let sum = 0;
    const count = eachGroup(batch, (from, n) => {
      place(w, batch, from, n);
      sweep.forward(0, n);
      sum = sumLanes(value[0], tape.result * lanes, n, sum);
    });
    return sum / count;
  };

  const gradient: Objective["gradient"] = (w, out, batch) => {
    let sum = 0;
    out.fill(0);
    const count = eachGroup(batch, (from, n) => {
      place(w, batch, from, n);
      sweep.forward(0, n);
      sweep.reverse(0, n);
      sum = sumLanes(value[0], tape.result * lanes, n, sum);
      gather(0, n, out);
    });
    divide(out, count);
    return sum / count;
  };

  const derivativeAlong = (order: number) => (w: Float64Array, u: Float64Array, out: Float64Array, batch?: Batch) => {
    out.fill(0);
    const count = eachGroup(batch, (from, n) => {
      place(w, batch, from, n);
      direct(u, n);
      sweep.forward(order, n);
      sweep.reverse(order, n);
      gather(order, n, out);
    });
    divide(out, count);
  };

  const exampleGradientNorms: Objective["exampleGradientNorms"] = (w, out) => {
    eachGroup(undefined, (from, n) => {
      place(w, undefined, from, n);
      sweep.forward(0, n);
      sweep.reverse(0, n);
      out.fill(0, from, from + n);
      for (let p = 0; p < size; p++) for (let l = 0; l < n; l++) out[from + l] += adjoint[0][p * lanes + l] * adjoint[0][p * lanes + l];
    });
  };

  const mixedHessianVector: Objective["mixedHessianVector"] = (w, v, alpha, beta, out) => {
    out.fill(0);
    const count = eachGroup(undefined, (from, n) => {
      place(w, undefined, from, n);
      if (beta !== 0) {
        sweep.forward(0, n);
        sweep.reverse(0, n);
      }
      direct(v, n, alpha, beta);
      sweep.forward(1, n);
      sweep.reverse(1, n);
      gather(1, n, out);
    });
    divide(out, count);
  };

  const shiftable = (column: Float64Array): Labels => {
    const unshifted = Float64Array.from(column);
    const everyExample = new Int32Array(examples).map((_, i) => i);
    return {
      outputs: 1,
      shiftedGradient(w, shifts, out, batch = everyExample) {
        for (const i of batch) column[i] = unshifted[i] + shifts[i];
        gradient(w, out, batch);
        for (const i of batch) column[i] = unshifted[i];
      },
    };
  };

  return {
    size,
    examples,
    blocks,
    ...(target !== undefined && isQuadraticIn(tape, target) && { labels: shiftable(columns[target]) }),
    squaredErrorFactor: squareFactor(tape, target) ?? undefined,
    loss,
    gradient,
    hessianVector: derivativeAlong(1),
    thirdDerivative: derivativeAlong(2),
    exampleGradientNorms,
    mixedHessianVector,
    test,
  };
}
