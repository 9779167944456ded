import { SpecError } from "../spec/errors.ts";
import { Arena, instantiate } from "./instance.ts";

/**
 * A stream of random numbers, a pure function of (seed, purpose, index, position): Threefry2x32-20 (Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011). The position counts blocks of 64 random bits: a uniform, an integer
 * (when its first draw is accepted) and a sign take one block, a pair of normals takes two. The same bits in every runtime.
 */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** A standard normal. */
  normal(): number;
  /** A whole number 0 … n − 1, unbiased; n is a whole number from 1 to 2^53. */
  integer(n: number): number;
  /** ±1. */
  sign(): number;
  /** Fills `out` with standard normals: the numbers that as many calls of `normal` give. */
  normals(out: Float64Array): void;
  /** The number of blocks used so far. */
  readonly position: number;
  /** Goes on from a position, as if exactly so many blocks had been used; a second normal of a pair that waits is dropped. */
  seek(position: number): void;
}

/** What a stream is for: streams of different purposes are independent, whatever else a spec says. */
export type Purpose = "init" | "data" | "test" | "sampling" | "noise" | "probes" | "start" | "perturbation" | "shadow";

/** The purposes' numbers are part of the numeric version: never renumber, only append (up to 15). */
const purposeNumbers: Readonly<Record<Purpose, number>> = {
  init: 1,
  data: 2,
  test: 3,
  sampling: 4,
  noise: 5,
  probes: 6,
  start: 7,
  perturbation: 8,
  shadow: 9,
};

interface RandomExports {
  threefryBlocks(key0: number, key1: number, low: number, high: number, target: number, count: number): void;
  normalBlocks(key0: number, key1: number, low: number, high: number, target: number, count: number): void;
}

const bufferedBlocks = 32;
const bufferedNormals = 1024;

const kernel = instantiate<RandomExports>();
const arena = new Arena(kernel.memory, kernel.heapBase());
const wordsAddress = arena.reserve(bufferedBlocks);
const normalsAddress = arena.reserve(bufferedNormals);
const words = new Uint32Array(kernel.memory.buffer, wordsAddress, 2 * bufferedBlocks);
const normals = arena.view(normalsAddress, bufferedNormals);

/**
 * Opens the stream of a seed (a whole number below 2^32), a purpose and an index (a whole number below 2^28: the layer, the repetition, …).
 * The Threefry key is (seed, number of the purpose + 16 × index), the counter is the position.
 * @throws SpecError when the seed or the index is out of range.
 */
export function openRandom(seed: number, purpose: Purpose, index = 0): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new SpecError("seed", `${seed} is not a whole number from 0 to ${2 ** 32 - 1}.`);
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 28)
    throw new SpecError("index", `${index} is not a whole number from 0 to ${2 ** 28 - 1}.`);
  return new ThreefryStream(seed, purposeNumbers[purpose] + 16 * index);
}

/** One block of Threefry2x32-20: the two words for a counter (low, high) and a key. */
export function threefry(counter: readonly [number, number], key: readonly [number, number]): [number, number] {
  kernel.threefryBlocks(key[0], key[1], counter[0], counter[1], wordsAddress, 4);
  return [words[0], words[1]];
}

class ThreefryStream implements Random {
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(2 * bufferedBlocks);
  #bufferEnd = 0;
  #next = 0;
  #spare = 0;
  #hasSpare = false;

  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  get position(): number {
    return this.#next;
  }

  seek(position: number): void {
    this.#next = position;
    this.#bufferEnd = 0;
    this.#hasSpare = false;
  }

  /** Where the next block's two words lie in the buffer. */
  #block(): number {
    const next = this.#next++;
    let behind = this.#bufferEnd - next;
    if (behind <= 0 || behind > bufferedBlocks) {
      kernel.threefryBlocks(this.#key0, this.#key1, next >>> 0, Math.floor(next / 4294967296), wordsAddress, bufferedBlocks);
      this.#words.set(words);
      this.#bufferEnd = next + bufferedBlocks;
      behind = bufferedBlocks;
    }
    return 2 * (bufferedBlocks - behind);
  }

  #bits53(): number {
    const at = this.#block();
    return (this.#words[at] >>> 5) * 67108864 + (this.#words[at + 1] >>> 6);
  }

  uniform(): number {
    return this.#bits53() * 1.1102230246251565e-16;
  }

  sign(): number {
    return this.#words[this.#block()] >>> 31 === 0 ? 1 : -1;
  }

  /** Up to 2^21 by multiplication (Lemire, ACM TOMACS 29 (2019) 3), the product of 32 and 21 bits being exact; beyond by division of 53 bits. */
  integer(n: number): number {
    if (!(n >= 1 && n <= 2 ** 53)) throw new RangeError(`integer(${n}): the number of choices is a whole number from 1 to 2^53.`);
    if (n > 2097152) return this.#largeInteger(n);
    let product = this.#words[this.#block()] * n;
    let low = product >>> 0;
    if (low < n) {
      const biased = 4294967296 % n;
      while (low < biased) {
        product = this.#words[this.#block()] * n;
        low = product >>> 0;
      }
    }
    return (product - low) / 4294967296;
  }

  #largeInteger(n: number): number {
    const biased = 2 ** 53 % n;
    let bits = this.#bits53();
    while (bits >= 2 ** 53 - biased) bits = this.#bits53();
    return bits % n;
  }

  normal(): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return this.#spare;
    }
    kernel.normalBlocks(this.#key0, this.#key1, this.#next >>> 0, Math.floor(this.#next / 4294967296), normalsAddress, 4);
    this.#next += 2;
    this.#spare = normals[1];
    this.#hasSpare = true;
    return normals[0];
  }

  normals(out: Float64Array): void {
    let done = 0;
    if (this.#hasSpare && out.length > 0) out[done++] = this.normal();
    while (done < out.length) {
      const count = Math.min(bufferedNormals, out.length - done);
      const pairs = (count + 1) >> 1;
      kernel.normalBlocks(this.#key0, this.#key1, this.#next >>> 0, Math.floor(this.#next / 4294967296), normalsAddress, (count + 3) & ~3);
      this.#next += 2 * pairs;
      for (let i = 0; i < count; i++) out[done + i] = normals[i];
      if (count % 2 === 1) {
        this.#spare = normals[count];
        this.#hasSpare = true;
      }
      done += count;
    }
  }
}

/** Fills `out` with a random order of 0 … out.length − 1, every order equally likely (Fisher and Yates in Durstenfeld's form, CACM 7 (1964) 420). */
export function permutation(random: Random, out: Int32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = i;
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = out[i];
    out[i] = out[j];
    out[j] = value;
  }
}

/**
 * Fills `out` with out.length different numbers of 0 … n − 1, in ascending order, every subset equally likely (Floyd's algorithm, CACM 30 (1987) 754).
 * @throws RangeError when `out` is longer than n.
 */
export function subset(random: Random, n: number, out: Int32Array): void {
  if (out.length > n) throw new RangeError(`subset: ${out.length} different numbers cannot be drawn from ${n}.`);
  const chosen = new Uint8Array(n);
  for (let last = n - out.length; last < n; last++) {
    const draw = random.integer(last + 1);
    chosen[chosen[draw] === 0 ? draw : last] = 1;
  }
  let count = 0;
  for (let i = 0; count < out.length; i++) if (chosen[i] !== 0) out[count++] = i;
}
