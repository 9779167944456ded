import type { Figure } from "./figure.ts";
import { modifiedObjectiveFigure } from "./modifiedObjective.ts";
import { orderFigure } from "./order.ts";
import { phasePortraitFigure } from "./phasePortrait.ts";
import { preferenceFigure } from "./preference.ts";
import { sharpnessFigure } from "./sharpness.ts";
import { shufflingFigure } from "./shuffling.ts";

export type { Figure } from "./figure.ts";

/** The gallery, in its order. */
export const figures: readonly Figure[] = [
  preferenceFigure,
  modifiedObjectiveFigure,
  sharpnessFigure,
  phasePortraitFigure,
  orderFigure,
  shufflingFigure,
].map((one) => one as unknown as Figure);
