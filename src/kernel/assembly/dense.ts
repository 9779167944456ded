export function placeholderDense(x: f64): f64 {
  return x;
}
