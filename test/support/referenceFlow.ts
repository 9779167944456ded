export { type Field, referenceFlow } from "../../src/claims/tools/referenceFlow.ts";
