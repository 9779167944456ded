import * as z from "zod";
import type { SpecOf } from "../../spec/member.ts";
import { crossEntropy } from "./crossEntropy.ts";
import { logistic } from "./logistic.ts";
import { squaredError } from "./squaredError.ts";

/** Every loss, by kind. */
export const losses = { "squared-error": squaredError, "cross-entropy": crossEntropy, logistic };

/** Schema of `objective.loss`. */
export const lossSchema = z.discriminatedUnion("kind", [squaredError.schema, crossEntropy.schema, logistic.schema]);

export type LossSpec = SpecOf<typeof squaredError> | SpecOf<typeof crossEntropy> | SpecOf<typeof logistic>;
