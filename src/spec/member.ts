import * as z from "zod";
import { parse } from "./parse.ts";

/** What every member of a family carries: its name in specs, its schema, and a sentence or two for help and reference. */
export interface Member<Kind extends string = string, Shape extends z.core.$ZodShape = z.core.$ZodShape> {
  readonly kind: Kind;
  readonly doc: string;
  readonly schema: z.ZodObject<{ kind: z.ZodLiteral<Kind> } & Shape, z.core.$strict>;
}

/** The plain object that stands in a spec for a member, defaults filled in. */
export type SpecOf<M extends { readonly schema: z.ZodType }> = z.output<M["schema"]>;

/** What the builder of a member takes: its options without `kind`; defaults may be left out. */
export type OptionsOf<Kind extends string, Shape extends z.core.$ZodShape> = Omit<
  z.input<z.ZodObject<{ kind: z.ZodLiteral<Kind> } & Shape, z.core.$strict>>,
  "kind"
>;

/** A member that is also its own builder: `gd({stepSize: 0.2})` returns the validated plain object `{kind: "gd", stepSize: 0.2}`. */
export type Builder<Kind extends string, Shape extends z.core.$ZodShape, Behaviour> = Member<Kind, Shape> &
  Behaviour &
  ((
    ...options: Record<string, never> extends OptionsOf<Kind, Shape>
      ? [options?: OptionsOf<Kind, Shape>]
      : [options: OptionsOf<Kind, Shape>]
  ) => z.output<z.ZodObject<{ kind: z.ZodLiteral<Kind> } & Shape, z.core.$strict>>);

/** The behaviour of a member that a page should not have to load before it is asked for: `member(kind, doc, shape, {load: …})`. */
export interface OnDemand<Behaviour> {
  /** Loads the behaviour; the code comes once, however often it is asked for. */
  load(): Promise<Behaviour>;
}

/** Makes a member of a family out of its name, documentation, options (a zod shape) and behaviour. Unknown options are errors. */
export function member<const Kind extends string, Shape extends z.core.$ZodShape, Behaviour extends object>(
  kind: Kind,
  doc: string,
  shape: Shape,
  behaviour: Behaviour,
): Builder<Kind, Shape, Behaviour> {
  const schema = z.strictObject({ kind: z.literal(kind), ...shape }).describe(doc);
  const build = (options: object = {}): unknown => parse(schema, { kind, ...options }, kind);
  return Object.assign(build, { kind, doc, schema, ...behaviour }) as unknown as Builder<Kind, Shape, Behaviour>;
}
