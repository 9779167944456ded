import { expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sam } from "../../src/dynamics/sharpnessAware.ts";
import { behaviour as samBehaviour } from "../../src/dynamics/sharpnessAwareBehaviour.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { norm } from "../../src/kernel/vector.ts";
import { gradientOf, relativeError } from "../objective/differences.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 6);

/** The gradient over a batch after its climb. */
function climbed(radius: number, normalized: boolean, batch?: readonly number[]): Float64Array {
  const gradient = gradientOf(objective, batch && Int32Array.from(batch));
  const g = gradient(from);
  const length = radius / (normalized ? norm(g) : 1);
  return gradient(from.map((w, i) => w + length * g[i]));
}

const after = (direction: Float64Array): Float64Array => from.map((w, i) => w - 0.5 * direction[i]);
const sampling = () => openRandom(0, "sampling");

test.for([true, false])("a full-batch step goes along the gradient after the climb (normalized: %o)", (normalized) => {
  const mover = start(samBehaviour, sam({ stepSize: 0.5, radius: 0.1, normalized }), objective, from);
  expect(relativeError(steps(mover, 1), after(climbed(0.1, normalized)))).toBeLessThan(1e-14);
});

test("a minibatch step climbs and descends on its batch", () => {
  const spec = sam({ stepSize: 0.5, radius: 0.1, batchSize: 2, sampling: "cyclic" });
  expect(relativeError(steps(start(samBehaviour, spec, objective, from, sampling), 1), after(climbed(0.1, true, [0, 1])))).toBeLessThan(
    1e-14,
  );
});

test("in groups of m examples each group climbs along its own gradient, the shorter last one weighted by its length", () => {
  const spec = sam({ stepSize: 0.5, radius: 0.1, groupSize: 4 });
  const [four, two] = [climbed(0.1, true, [0, 1, 2, 3]), climbed(0.1, true, [4, 5])];
  const expected = after(four.map((value, i) => (4 * value + 2 * two[i]) / 6));
  expect(relativeError(steps(start(samBehaviour, spec, objective, from), 1), expected)).toBeLessThan(1e-14);
});

test("with radius 0 it is gradient descent bit for bit", () => {
  const descent = steps(start(gd, gd({ stepSize: 0.5 }), objective, from), 10);
  expect([...steps(start(samBehaviour, sam({ stepSize: 0.5, radius: 0 }), objective, from), 10)]).toEqual([...descent]);
});
