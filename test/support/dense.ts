export { denseHessian, exampleGradients } from "../../src/claims/tools/dense.ts";
