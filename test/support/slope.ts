export { logLogSlope } from "../../src/claims/tools/slope.ts";
