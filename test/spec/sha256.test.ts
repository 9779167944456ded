import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256Hex } from "../../src/spec/canonical.ts";
import { portableSha256 } from "../../src/spec/sha256.ts";

test("SHA-256 gives the published digests of FIPS 180-4", () => {
  expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("SHA-256 agrees with the system's for every length around the block size, and for views into a buffer", () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, i) => (i * 151 + 7) % 256);
  for (let length = 0; length <= 260; length++) {
    const part = bytes.subarray(3, 3 + length);
    const digest = createHash("sha256").update(part).digest("hex");
    expect(sha256Hex(part), String(length)).toBe(digest);
    expect(Buffer.from(portableSha256(part)).toString("hex"), String(length)).toBe(digest);
  }
});

test("a text is hashed as UTF-8", () => {
  expect(sha256Hex("‖∇L‖² η")).toBe(createHash("sha256").update("‖∇L‖² η", "utf8").digest("hex"));
});
