import * as z from "zod";
import type { DataReading } from "../objective/reading.ts";

const value = z.union([z.number(), z.string(), z.null()]);
const statuses = ["finished", "diverged", "stopped"] as const;

/** What the integrator of a flow did; there is none in the records of discrete dynamics. */
const integratorSchema = z
  .strictObject({
    accepted: z.int().describe("steps taken"),
    rejected: z.int().describe("steps tried and found too long"),
    evaluations: z.int().describe("of the right-hand side, those for the spectral radius included"),
    radiusEvaluations: z.int().describe("those spent on the spectral radius alone"),
    largestStages: z.int().describe("largest number of stages that a step had"),
    errorEstimate: z.number().describe("largest estimate of the local error of a step, in units of what the tolerance allows"),
  })
  .describe("what the integrator of a flow did and met");

/** What an objective said of its numbers; records of objectives in float64 throughout, with exact derivatives, have none. */
const arithmeticSchema = z
  .strictObject({
    precision: z.string().describe("of losses and gradients, such as float32"),
    engine: z.string().describe("what computed them"),
    derivatives: z
      .enum(["exact", "differences"])
      .describe("whether second and higher derivatives are exact, or central differences of gradients"),
    reason: z.string().optional().describe("why they are not exact"),
    roundoff: z.number().describe("unit roundoff"),
    productError: z
      .number()
      .describe("error of a Hessian-vector product relative to the largest eigenvalue: smaller residuals mean nothing"),
    eigenvalueTolerance: z.number().describe("relative residual of eigenvalues where the spec named none"),
    flowTolerance: z.number().describe("local error of flows where the spec named none"),
    model: z
      .strictObject({
        mode: z.literal("inference").describe("no dropout, no noise, moving averages in batch normalisation"),
        regularizers: z.array(z.string()).readonly().optional().describe("the penalties that are part of the loss"),
        inactive: z.array(z.string()).readonly().optional().describe("layers that would do something else in training"),
        frozen: z.array(z.string()).readonly().optional().describe("weights that could be trained and are not"),
      })
      .optional()
      .describe("what of a model of layers is used"),
  })
  .describe("of an objective that does not compute in float64 throughout, or has no exact derivatives");

/** What became of one condition of the theory that a flow is. */
const conditionSchema = z.strictObject({
  name: z.string().describe("what is so when it holds"),
  quantity: z.string().describe("what must stay below the limit"),
  limit: z.number(),
  holds: z.boolean().describe("whether it was below the limit at every check"),
  worst: z.union([z.number(), z.null()]).describe("the largest value seen; null where it was not finite"),
  outsideFrom: z.union([z.number(), z.null()]).describe("time of the first check at which it did not hold"),
  checks: z.int().describe("at how many rows of the path it was checked"),
  violations: z.int().describe("at how many of these it did not hold"),
});

/** What became of a condition along a run. */
export type ConditionOutcome = z.output<typeof conditionSchema>;

const namedColumns = { count: z.int(), names: z.array(z.string()).optional() };

/** What was read as data. */
const readingSchema = z
  .strictObject({
    file: z.string().optional(),
    examples: z.int().describe("of the training part"),
    inputs: z.strictObject(namedColumns).describe("how many, and the first of their names where they have any"),
    targets: z.strictObject(namedColumns),
    classes: z
      .strictObject({ ...namedColumns, coding: z.enum(["one-hot", "sign"]) })
      .optional()
      .describe("what the targets stand for, in the order of the outputs; sign: -1, then 1"),
    test: z.strictObject({ examples: z.int() }).optional().describe("the held-out part"),
    notes: z.array(z.string()).describe("what was guessed, left out or filled in"),
  })
  .describe("what was read as data; records from before it was kept have none");

/** What a run leaves behind (contract of records, version 1). */
export const recordSchema = z.strictObject({
  version: z.literal(1),
  id: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("hex SHA-256 over the canonical spec and the numeric version"),
  spec: z.record(z.string(), z.unknown()).describe("the canonical spec: defaults filled in"),
  status: z.enum(statuses),
  reason: z.string().describe("which entry of `until` was reached first; where and why the run diverged or was stopped"),
  path: z
    .object({ step: z.array(z.union([z.int(), z.null()])), time: z.array(z.number()) })
    .catchall(z.array(value))
    .describe("columns of equal length; null: not measured or not finite; step is null for continuous dynamics"),
  final: z.strictObject({
    step: z.union([z.int(), z.null()]),
    time: z.number(),
    loss: z.union([z.number(), z.null()]),
    parameters: z.array(z.union([z.number(), z.null()])),
  }),
  conditions: z
    .array(conditionSchema)
    .optional()
    .describe(
      "of a flow that is a theory: where the conditions under which it holds were met; records from before they were checked have none",
    ),
  cost: z.strictObject({
    gradients: z.number().describe("passes over the whole data"),
    hessianVectors: z.number().describe("passes over the whole data"),
    integrator: integratorSchema.optional(),
    checks: z
      .strictObject({ gradients: z.number(), hessianVectors: z.number() })
      .optional()
      .describe("what checking the conditions cost, beside the rest"),
    seconds: z.number().describe("inside the run, start-up excluded; the only entry that may differ between two runs of one spec"),
    secondsHash: z
      .string()
      .optional()
      .describe(
        "in the files of a store: the first 16 digits of SHA-256 over `hash`, a blank and `seconds`, so that damage to these is seen too",
      ),
  }),
  provenance: z.strictObject({
    package: z.string(),
    numericVersion: z.int(),
    runtime: z.string(),
    data: z.union([z.string(), z.null()]),
    arithmetic: arithmeticSchema.optional(),
    reading: readingSchema.optional(),
  }),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe(
      "hex SHA-256 over the canonical JSON (RFC 8785) of the record without `hash`, `cost.seconds` and `cost.secondsHash`; records from before hashes have none",
    ),
});

/** "finished": an entry of `until` was reached; "diverged": the numbers ran away, which is a result; "stopped": on request. */
export type Status = (typeof statuses)[number];

/** A run's record. `Spec` is the type of the canonical spec. */
export type RecordOf<Spec> = Omit<z.output<typeof recordSchema>, "spec" | "path" | "provenance"> & {
  readonly spec: Spec;
  readonly path: Path;
  readonly provenance: Omit<z.output<typeof recordSchema>["provenance"], "reading"> & { readonly reading?: DataReading };
};

/** Columns that hold numbers, null where nothing was measured or the number was not finite. A column is there when its measure was asked for. */
export type NumericColumn =
  | "loss"
  | "testLoss"
  | "accuracy"
  | "gradientNormSquared"
  | "modifiedLoss"
  | "implicitGradientTerm"
  | "minibatchTerm"
  | "sharpness"
  | "sharpnessResidual"
  | "smallestEigenvalue"
  | "hessianTrace"
  | "hessianTraceError"
  | "noiseTrace"
  | "noiseAlignment"
  | "directionalSharpness"
  | "criticalSharpness"
  | "perturbationSensitivity"
  | "perturbationSensitivityError"
  | "distance";

/** Columns of equal length. `step` is null for continuous dynamics; a missing column is not there. */
export interface Path extends Readonly<Record<NumericColumn, readonly (number | null)[]>> {
  readonly step: readonly (number | null)[];
  readonly time: readonly number[];
  /** Any other: numbers, or words such as a certificate. */
  readonly [column: string]: readonly (number | string | null)[];
}
