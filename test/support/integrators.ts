export { decay, methodSteps, stabilityFunction } from "../../src/claims/tools/integrators.ts";
