import { nodeDocument } from "../figure/export/document.ts";
import { themes } from "../figure/style.ts";
import { bundle, type Output, textOf } from "./bundle.ts";
import { describe, type Description, type Displayable } from "./describe.ts";

/** A value that shows itself: as the value of a cell in Jupyter (Deno's kernel), printed by `console.log` on a terminal. */
export interface Displayed {
  /** What it says, as plain text. */
  toString(): string;
}

/**
 * Makes a value show itself as what it is: a record as how it ended, its columns with their units and their course; a sweep as a table, a row a cell; a figure drawn; a claim's finding with
 * its numbers; a Point with loss, gradient and sharpness; an error as its sentence. In Jupyter it is the value of a cell, `display(record)` in its last line; on a terminal
 * `console.log(display(record))`. In a page (`thalweg/notebook` resolves to its own form there) it is an element.
 */
export const display = (value: Displayable | object): Displayed => displayed(describe(value));

/** A description that shows itself. */
export function displayed(description: Description): Displayed {
  const text = (): string => textOf(description);
  return {
    toString: text,
    // What Deno's Jupyter kernel, Deno and Node ask a value for.
    [Symbol.for("Jupyter.display")]: (): Output => bundle(description, nodeDocument(), themes.light),
    [Symbol.for("Deno.customInspect")]: text,
    [Symbol.for("nodejs.util.inspect.custom")]: text,
  };
}
