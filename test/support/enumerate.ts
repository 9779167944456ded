export { subsets } from "../../src/kernel/enumerate.ts";
