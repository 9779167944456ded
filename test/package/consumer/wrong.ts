import { gd } from "thalweg";

// @ts-expect-error a step size is a number, and the types say so
export const wrong = (): unknown => gd({ stepSize: "0.2" });
