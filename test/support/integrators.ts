export { decay, methodSteps, realLimit, stabilityFunction } from "../../src/claims/tools/integrators.ts";
