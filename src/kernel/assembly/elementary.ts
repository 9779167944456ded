/* The vector functions for the rest of the kernel: each takes and gives two float64 values. */
export { exp, expm1, sigmoid, tanh } from "./exponential";
export { log, log1p, softplus } from "./logarithm";
export { sin, cos } from "./trigonometric";
export { erf, normalDensity, normalCdf } from "./errorFunction";
export { expArray, sigmoidArray, tanhArray } from "./elementaryArrays";
