/** Right specs, each of another part of the kit. */
export const right = [
  spec({ data: { kind: "chebyshev", degree: 3, count: 12 }, model: mlp([1, 4, 1]), loss: { kind: "squared-error" } }),
  spec(
    { data: { kind: "two-moons", count: 20, noise: 0.1, seed: 0 }, model: mlp([2, 4, 2]), loss: { kind: "cross-entropy" } },
    { kind: "sgd", stepSize: 0.1, batchSize: 4, sampling: "reshuffle" },
    ["loss", "gradient-noise", { kind: "eigenvalues", count: 2, every: 5 }],
  ),
  spec({ model: { kind: "expression", parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" } }, { kind: "gradient-flow" }, ["loss"], {
    time: 1,
  }),
  spec(
    {
      model: {
        kind: "quadratic",
        matrix: [
          [2, 1],
          [1, 3],
        ],
        linear: [1, 0],
      },
    },
    { kind: "adam", stepSize: 0.01 },
  ),
  spec({
    data: { kind: "sparse-regression", count: 10, dimension: 6, sparsity: 2, seed: 0 },
    model: { kind: "diagonal-linear" },
    loss: { kind: "squared-error", factor: 0.25 },
  }),
  spec({
    data: { kind: "digits", count: 20, size: 7, classes: [0, 1] },
    model: {
      kind: "network",
      input: [1, 7, 7],
      layers: [
        { kind: "convolution", channels: 2, kernel: 3 },
        { kind: "activation", function: "tanh" },
        { kind: "flatten" },
        { kind: "dense", outputs: 2 },
      ],
    },
    loss: { kind: "cross-entropy" },
  }),
];

function spec(
  objective,
  dynamics = { kind: "gd", stepSize: 0.1 },
  measures = ["loss", { kind: "sharpness", every: 10 }],
  until = { steps: 20 },
) {
  const init = "parameters" in objective.model || "matrix" in objective.model ? { kind: "constant", value: 0.5 } : { kind: "normal" };
  return { version: 1, objective, init, dynamics, until, measures, seed: 0 };
}

function mlp(widths) {
  return { kind: "mlp", widths, activation: "tanh" };
}

const hostile = [
  null,
  true,
  0,
  -1,
  1.5,
  1e9,
  1e308,
  -1e-320,
  2 ** 53,
  "",
  "gd",
  "NaN",
  "\u001b[31mred\u0007",
  "x".repeat(100_000),
  "(".repeat(5000),
  "a+".repeat(5000),
  [],
  {},
  [[]],
  [null],
  Array.from({ length: 1000 }, () => 0),
  { kind: "gd" },
  { kind: "__proto__" },
  { from: 0, count: 1e9 },
  "../../etc/passwd",
  "\ud800",
];
const keys = ["kind", "__proto__", "constructor", "stepsize", "count", "seed", "x".repeat(2000), "\u0000", "length", "-1"];

/** Every place of a value that can be changed: the object or list and the key. */
function places(value, found = []) {
  if (typeof value === "object" && value !== null)
    for (const key of Object.keys(value)) {
      found.push([value, key]);
      places(value[key], found);
    }
  return found;
}

/** A right spec with one to three changes that make it, most often, wrong. */
export function wrongSpec({ below, choose, next }) {
  const value = structuredClone(choose(right));
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const [owner, key] = choose(places(value));
    const kind = below(6);
    if (kind === 0 && Array.isArray(owner)) owner.splice(Number(key), 1);
    else if (kind === 0) delete owner[key];
    else if (kind === 1 && !Array.isArray(owner))
      Object.defineProperty(owner, choose(keys), { value: choose(hostile), enumerable: true, configurable: true, writable: true });
    else if (kind === 2 && typeof owner[key] === "string") owner[key] = misspelt(owner[key], below);
    else if (kind === 3 && typeof owner[key] === "number") owner[key] *= choose([-1, 0, 1e-300, 1e6, 1e300, next()]);
    else owner[key] = structuredClone(choose(hostile));
  }
  return value;
}

function misspelt(word, below) {
  const at = below(word.length + 1);
  return below(2) === 0 ? word.slice(0, at) + word.slice(at + 1) : `${word.slice(0, at)}q${word.slice(at)}`;
}
