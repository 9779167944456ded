export { take } from "../../src/claims/tools/take.ts";
