import { inflateSync } from "fflate";
import { SpecError } from "../spec/errors.ts";
import { moduleBase64 } from "./module.ts";

let compiled: WebAssembly.Module | undefined;

/** A fresh instance of the kernel with its own memory; the module is compiled once. No fetch, no path. */
export function instantiate<Exports extends object>(): Exports & { readonly memory: WebAssembly.Memory; heapBase(): number } {
  compiled ??= new WebAssembly.Module(inflateSync(decodeBase64(moduleBase64)));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Exports & { readonly memory: WebAssembly.Memory; heapBase(): number };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Addresses are signed 32-bit words. */
const mostBytes = 2 ** 31 - 65536;

const tooLarge = (bytes: number): SpecError =>
  new SpecError(
    "objective",
    `needs more than ${(bytes / 2 ** 30).toPrecision(3)} GB at work, and there are 2 GB at most: take fewer parameters or fewer examples`,
  );

/** Hands out addresses in an instance's memory, 16-byte aligned, growing it as needed. Views taken before a growth are stale. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  #next: number;
  constructor(memory: WebAssembly.Memory, base: number) {
    this.memory = memory;
    this.#next = (base + 63) & ~63;
  }
  /** Room for `count` float64 numbers; returns the address. */
  reserve(count: number): number {
    const address = this.#next;
    const end = Math.ceil((address + count * 8) / 64) * 64;
    if (end > mostBytes) throw tooLarge(end);
    this.#next = end;
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    return address;
  }
  #grow(bytes: number): void {
    try {
      this.memory.grow(Math.ceil(bytes / 65536));
    } catch {
      throw tooLarge(this.#next);
    }
  }
  /** A view of `count` float64 numbers at `address`; take views only after the last `reserve`. */
  view(address: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.memory.buffer, address, count);
  }
}
