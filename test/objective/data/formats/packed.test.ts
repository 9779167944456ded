import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync as gzipOf } from "node:zlib";
import { gzipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { portableGunzip } from "../../../../src/objective/data/formats/unpack.ts";
import { readText } from "../../../../src/objective/data/formats/text.ts";
import { readContent } from "../../../../src/objective/data/readFile.ts";
import { DataError } from "../../../../src/spec/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "packed-"));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const fault = async (path: string): Promise<string> => {
  const error = await readContent(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  const message = (error as Error).message.replace(`${folder}/`, "");
  expect(message.length).toBeLessThanOrEqual(300);
  return message;
};
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe("packed files", () => {
  test("gzip of several members, Zstandard with frames, skipped parts, checksums and streams", async () => {
    for (const name of ["members.csv.gz", "checksum.csv.zst", "frames.csv.zst", "skippable.csv.zst", "stream.csv.zst"]) {
      const { bytes, format } = await readContent(fixture(name));
      expect(format, name).toBe("CSV");
      const sheet = readText(bytes, name);
      expect([sheet.names, [...sheet.values]], name).toEqual([
        ["a", "y"],
        [1, 1, 2, 2],
      ]);
    }
    const padded = put("padded.csv.gz", Uint8Array.of(...gzipSync(text("1,2\n3,4\n")), ...new Uint8Array(100)));
    expect((await readContent(padded)).bytes).toEqual(text("1,2\n3,4\n"));
    expect(portableGunzip(gzipSync(text("1,2\n3,4\n")), "t")).toEqual(text("1,2\n3,4\n"));
    expect(() => portableGunzip(new Uint8Array(readFileSync(fixture("members.csv.gz"))), "t")).toThrow(
      "several members, which a page does not unpack",
    );
  });

  test("every cut and every flipped byte of a packed text is noticed, or gives the same text", async () => {
    expect.hasAssertions();
    const flat = text("a,y\n1,1\n2,2\n");
    for (const name of ["members.csv.gz", "checksum.csv.zst", "stream.csv.zst", "frames.csv.zst"]) {
      const bytes = new Uint8Array(readFileSync(fixture(name)));
      for (let length = 4; length < bytes.length; length++) {
        // A cut between two members leaves a file that is whole.
        const content = await readContent(put("cut", bytes.slice(0, length))).catch((error: unknown) => error);
        if (!(content instanceof DataError))
          expect((content as { bytes: Uint8Array }).bytes, `${name} ${length}`).toEqual(flat.slice(0, 8));
      }
      if (name === "frames.csv.zst") continue;
      for (let at = 0; at < bytes.length; at++) {
        const changed = await readContent(
          put(
            "flip",
            bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)),
          ),
        ).catch((error: unknown) => error);
        if (!(changed instanceof DataError)) expect((changed as { bytes: Uint8Array }).bytes, `${name} ${at}`).toEqual(flat);
      }
    }
  });

  test("what unpacks to more than 1 GiB is refused, and no more is unpacked", async () => {
    const block = gzipOf(new Uint8Array(1 << 26), { level: 9 });
    const bomb = put("bomb.csv.gz", Buffer.concat(Array.from({ length: 17 }, () => block)));
    expect(await fault(bomb)).toBe(
      "bomb.csv.gz: unpacks to more than 1 GiB, which is the most that is unpacked; write a file of the part that is needed",
    );
    // A frame of runs: 128 KiB of zeros in four bytes, 9,000 times.
    const run = (last: boolean): number[] => {
      const header = ((1 << 17) << 3) | 2 | (last ? 1 : 0);
      return [header & 255, (header >> 8) & 255, header >> 16, 0];
    };
    const frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, ...Array.from({ length: 9000 }, (_, k) => run(k === 8999)).flat()];
    expect(await fault(put("bomb.csv.zst", Uint8Array.from(frame)))).toContain("unpacks to more than 1 GiB");
  }, 60_000);

  test("packed twice, or of nothing", async () => {
    expect(await fault(put("t.csv.gz", gzipSync(gzipSync(text("1,2\n")))))).toBe(
      "t.csv.gz: is packed twice (gzip in gzip); unpack it once",
    );
    expect(await fault(put("t.csv.gz", gzipSync(new Uint8Array(0))))).toContain("is a gzip file of nothing");
  });
});

describe("files", () => {
  test("only regular files and links to them are read", async () => {
    const path = put("t.csv", "1,2\n");
    symlinkSync(path, join(folder, "link.csv"));
    expect((await readContent(join(folder, "link.csv"))).bytes).toEqual(text("1,2\n"));
    execFileSync("mkfifo", [join(folder, "pipe.csv")]);
    expect(await fault(join(folder, "pipe.csv"))).toContain("is no regular file (a pipe, socket or device)");
    expect(await fault("/dev/zero")).toContain("is no regular file");
    expect(await fault(folder)).toContain("is a folder; name a file in it");
    expect(await fault(join(path, "x.csv"))).toContain("a part of the path is a file");
    symlinkSync(join(folder, "self.csv"), join(folder, "self.csv"));
    expect(await fault(join(folder, "self.csv"))).toContain("is a link that leads to itself");
  });

  test("a file of more than 2 GiB is refused before it is read", async () => {
    const path = put("large.csv", "");
    truncateSync(path, 2 ** 31);
    expect(await fault(path)).toBe("large.csv: has 2147483648 bytes, and at most 2 GiB are read; write a file of the part that is needed");
  });

  test("formats that are not read are named", async () => {
    const cases: [number[] | string, string][] = [
      [[0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], "is an HDF5 file"],
      [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "is an xz file"],
      [[0x80, 0x04, 0x95, 0], "is a Python pickle"],
      ["ARROW1\0\0", "is an Arrow (Feather) file"],
      ['{"a": [1, 2]}\n', "is JSON"],
      ["1\0,\u00002\0\n\0", "seems to be UTF-16 text without a byte order mark"],
      [[1, 0, 2, 0], "is not a CSV, NPZ, NPY, IDX or Parquet file"],
    ];
    for (const [content, said] of cases) {
      const bytes = typeof content === "string" ? text(content) : Uint8Array.from(content);
      const message = await fault(put("t.data", bytes));
      expect(message).toContain(said);
      expect(message).not.toContain("damaged");
    }
    const latin = Uint8Array.from([..."größe,y\n1,2\n"], (sign) => sign.charCodeAt(0));
    expect((await readContent(put("latin.csv", latin))).format).toBe("CSV");
  });
});
