export { permutations, sequences, subsets } from "../../src/claims/tools/enumerate.ts";
