import * as z from "zod";
import { dataSchema } from "./data/index.ts";
import { lossSchema } from "./loss/index.ts";
import { modelSchema } from "./model/index.ts";

/** What is minimised: data, model and loss; a model that brings its own examples stands alone. */
export const objectiveSchema = z.strictObject({
  data: dataSchema.optional(),
  model: modelSchema,
  loss: lossSchema.optional(),
});

export type ObjectiveSpec = z.output<typeof objectiveSchema>;
