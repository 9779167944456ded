export { deepChebyshev } from "../../src/claims/tools/deepChebyshev.ts";
