export function placeholderElementary(x: f64): f64 {
  return x;
}
