import { parseHTML } from "linkedom";

/** A DOM to draw in where there is no browser. */
export function nodeDocument(): Document {
  return (parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: Document }).document;
}
