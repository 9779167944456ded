import { member, type OnDemand } from "../spec/member.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

const behaviour: OnDemand<FlowBehaviour<FlowOptions>> = {
  load: async () => (await import("./gradientFlowBehaviour.ts")).behaviour,
};

/**
 * Gradient flow ẇ = −∇L(w): gradient descent with an infinitely small step. One gradient an evaluation.
 *
 * What a tolerance costs and achieves, measured: 1-30-20-1 tanh network on 20 points of a Chebyshev polynomial of degree 6, normal start, seed 0, time 1000
 * (sharpness up to 27): gradients, then the largest error of a parameter at the end.
 *
 * | tolerance | rkc3 (default) | rkc2           | rkl2           | dopri5         | rk4 (doubling) |
 * | --------- | -------------- | -------------- | -------------- | -------------- | -------------- |
 * | 1e-4      | 1655, 2.1e-2   | 1762, 9.2e-3   | 1756, 1.1e-2   | 38179, 1.2e-4  | 82279, 6.7e-6  |
 * | 1e-5      | 2162, 5.2e-4   | 2550, 1.4e-3   | 2412, 3.2e-3   | 38185, 1.2e-5  | 82290, 1.4e-6  |
 * | 1e-6      | 3193, 7.0e-5   | 4489, 3.4e-4   | 3627, 7.7e-4   | 38240, 1.5e-6  | 82312, 6.1e-7  |
 * | 1e-7      | 5039, 7.0e-6   | 8747, 1.4e-4   | 5973, 2.0e-4   | 38583, 8.7e-8  | 82413, 7.9e-8  |
 * | 1e-8      | 8463, 7.6e-7   | 14351, 3.7e-5  | 11228, 4.4e-5  | 41026, 5.6e-9  | 83289, 1.3e-8  |
 *
 * The classical methods cannot spend less: stability holds their steps below 3.3 and 2.8 / sharpness.
 */
export const gradientFlow = member("gradient-flow", "Gradient flow ẇ = −∇L(w), integrated to `tolerance`.", flowShape, behaviour);
