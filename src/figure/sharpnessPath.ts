import { type Panel } from "./panel.ts";
import { type Guide, paths, type PathsOptions } from "./paths.ts";
import { formatNumber } from "./text.ts";

/** What a chart of sharpness along paths shows. */
export interface SharpnessPathOptions extends Omit<PathsOptions, "y" | "guides"> {
  readonly y?: Partial<PathsOptions["y"]>;
  /** Step sizes whose stability threshold 2/η is drawn and labelled at the line, with its colour. */
  readonly thresholds: readonly { readonly stepSize: number; readonly colour?: string }[];
}

/** Sharpness λ_max along paths, with the thresholds 2/η at which gradient descent becomes unstable on a quadratic (Cohen et al. 2021). */
export function sharpnessPath({ thresholds, y, ...rest }: SharpnessPathOptions): Panel {
  const guides: Guide[] = thresholds.map(({ stepSize, colour }) => ({
    y: 2 / stepSize,
    label: `2/η = ${formatNumber(2 / stepSize)}`,
    colour,
    at: "beside",
  }));
  return paths({ ...rest, y: { label: "sharpness λ_{max} (1/time)", ...y }, guides });
}
