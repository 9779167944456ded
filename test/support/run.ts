export { start, steps } from "../../src/claims/tools/movers.ts";
