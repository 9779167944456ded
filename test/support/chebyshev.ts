export { chebyshevStart, chebyshevToy, sharpnessPath } from "../../src/claims/tools/chebyshevToy.ts";
