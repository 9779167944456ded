export { chebyshevStart, chebyshevToy } from "../../src/claims/tools/chebyshevToy.ts";
