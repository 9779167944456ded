import { flow } from "./flow.ts";

/** Gradient flow ẇ = −∇L(w): gradient descent with an infinitely small step. One gradient an evaluation. */
export const gradientFlow = flow({
  kind: "gradient-flow",
  doc: "Gradient flow ẇ = −∇L(w), integrated to `tolerance`.",
  shape: {},
  velocity: () => (point, out) => {
    const gradient = point.gradient;
    for (let i = 0; i < out.length; i++) out[i] = -gradient[i];
  },
});
