import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { unzstdPage } from "./zstd.ts";

/** How pages of each codec are unpacked. Each throws Error where a page does not have the length that its header says. */
export const codecs: Compressors = Object.fromEntries(
  Object.entries({ ...compressors, ZSTD: unzstdPage }).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number): Uint8Array => {
      const page = unpack(input, length);
      if (page.length !== length) throw new Error("wrong length");
      return page;
    },
  ]),
);
