/** Pixel positions of data values, and back. */
export interface Scales {
  /** Where a value of the horizontal axis stands, in points. */
  x(value: number): number;
  /** Where a value of the vertical axis stands, in points. */
  y(value: number): number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
