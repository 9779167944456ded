export { tinyNetwork } from "../../src/claims/tools/tinyNetwork.ts";
