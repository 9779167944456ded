export * from "./orthogonal";
export * from "./tridiagonalise";
export * from "./rotate";
export * from "./inertia";
