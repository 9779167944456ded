import { exp, sigmoid, tanh } from "./exponential";

/* Arrays of `count` values, count even; `source` and `target` may be the same. */

export function expArray(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 3);
  for (; source < end; source += 16, target += 16) v128.store(target, exp(v128.load(source)));
}
export function sigmoidArray(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 3);
  for (; source < end; source += 16, target += 16) v128.store(target, sigmoid(v128.load(source)));
}
export function tanhArray(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 3);
  for (; source < end; source += 16, target += 16) v128.store(target, tanh(v128.load(source)));
}
