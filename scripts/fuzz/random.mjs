/** Numbers from 0 to 1 that are the same for the same seed (a multiplicative generator; nothing depends on its quality). */
export function generator(seed) {
  let state = (seed * 2_654_435_761 + 97_531) % 2_147_483_647 || 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < 8; i++) next();
  return {
    next,
    below: (count) => Math.floor(next() * count),
    choose: (list) => list[Math.floor(next() * list.length)],
  };
}
