export { subsets } from "../../src/claims/tools/enumerate.ts";
