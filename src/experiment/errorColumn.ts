/** The column that holds the error of another: "hessianTraceError" of "hessianTrace", also of a second measure ("hessianTrace_2") and at an epoch's mean iterate ("…OfAverage"). Null where there is none. */
export function errorColumnOf(name: string, has: (name: string) => boolean): string | null {
  const error = name.replace(/((?:OfAverage)?(?:_\d+)?)$/, "Error$1");
  return has(error) ? error : null;
}

/** The columns that are errors of others among these. */
export function errorColumns(names: readonly string[]): ReadonlySet<string> {
  const all = new Set(names);
  return new Set(names.flatMap((name) => errorColumnOf(name, (other) => all.has(other)) ?? []));
}

/** A value with its error beside it, "8.98 ± 0.77", two digits of the error; null where the value is exact or has none. */
export function valueWithError(value: unknown, error: unknown, shown: (value: number) => string): string | null {
  if (typeof value !== "number" || typeof error !== "number" || error === 0) return null;
  return `${shown(value)} ± ${Number(error.toPrecision(2))}`;
}
