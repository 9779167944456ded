import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { isLeftover, removeLeftovers } from "../../src/experiment/leftovers.ts";
import { isElsewhere, removeTemporaries, settle, temporaryFor } from "../../src/experiment/temporary.ts";
import { checkWritable, writeAll, writeWhole } from "../../src/experiment/writeWhole.ts";
import { temporaryFolder } from "./temporary.ts";

/** Nodes of the kinds that must never be replaced; false where they may not be made. */
const node = (path: string, ...what: string[]): boolean => spawnSync("mknod", [path, ...what]).status === 0;
const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync("umount", [folder]);
});

describe("what is no file is written into and stays what it is", () => {
  test("a device that takes everything", async ({ skip }) => {
    const device = join(temporaryFolder(), "null");
    if (!node(device, "c", "1", "3")) return skip("needs the right to make devices");
    await checkWritable(device);
    await writeWhole(device, "content");
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
  });

  test("a device that is always full, with one sentence", async ({ skip }) => {
    const folder = temporaryFolder();
    const device = join(folder, "full");
    if (!node(device, "c", "1", "7")) return skip("needs the right to make devices");
    await checkWritable(device);
    await expect(writeWhole(device, "content")).rejects.toThrow(/full: cannot be written: the disk is full$/);
    expect(lstatSync(device).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(["full"]);
  });

  test("a pipe with a name, whose reader comes late and reads slowly", async () => {
    const pipe = join(temporaryFolder(), "pipe");
    expect(node(pipe, "p")).toBe(true);
    await checkWritable(pipe);
    const content = "0123456789".repeat(100_000);
    const written = writeWhole(pipe, content);
    const reader = spawn("sh", ["-c", 'sleep 0.2; exec cat "$0"', pipe], { stdio: ["ignore", "pipe", "ignore"] });
    const [read] = await Promise.all([text(reader.stdout), written]);
    expect(read === content).toBe(true);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test("a link to a pipe", async () => {
    const folder = temporaryFolder();
    expect(node(join(folder, "pipe"), "p")).toBe(true);
    symlinkSync("pipe", join(folder, "link"));
    const reader = spawn("cat", [join(folder, "pipe")], { stdio: ["ignore", "pipe", "ignore"] });
    const [read] = await Promise.all([text(reader.stdout), writeWhole(join(folder, "link"), "content")]);
    expect(read).toBe("content");
    expect(readlinkSync(join(folder, "link"))).toBe("pipe");
  });

  test.each([
    ["a folder", (path: string) => mkdirSync(path), /is a folder: give the name of a file in it$/],
    [
      "a socket",
      (path: string) =>
        void spawnSync(process.execPath, [
          "-e",
          `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`,
          path,
        ]),
      /is a socket: /,
    ],
  ])("%s is refused before and when it is written", async (_name, make, sentence) => {
    const path = join(temporaryFolder(), "there");
    make(path);
    await expect(checkWritable(path)).rejects.toThrow(sentence);
    await expect(writeWhole(path, "content")).rejects.toThrow(sentence);
  });
});

describe("a file", () => {
  test("behind a link is replaced, and the link stays", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "far"));
    writeFileSync(join(folder, "far", "target"), "before");
    symlinkSync("far/target", join(folder, "one"));
    symlinkSync(join(folder, "one"), join(folder, "two"));
    await writeWhole(join(folder, "two"), "after");
    expect(readFileSync(join(folder, "far", "target"), "utf8")).toBe("after");
    expect([readlinkSync(join(folder, "one")), readlinkSync(join(folder, "two"))]).toEqual(["far/target", join(folder, "one")]);
    expect(readdirSync(join(folder, "far"))).toEqual(["target"]);
  });

  test("that a link promises is made, with its folder", async () => {
    const folder = temporaryFolder();
    symlinkSync("new/target", join(folder, "link"));
    await checkWritable(join(folder, "link"));
    await writeWhole(join(folder, "link"), "content");
    expect(readFileSync(join(folder, "new", "target"), "utf8")).toBe("content");
    expect(readlinkSync(join(folder, "link"))).toBe("new/target");
  });

  test("in a folder behind a link, above it, is where the system says", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "far", "deep"), { recursive: true });
    symlinkSync("far/deep", join(folder, "link"));
    await writeWhole(`${folder}/link/../target`, "content");
    expect(readFileSync(join(folder, "far", "target"), "utf8")).toBe("content");
  });

  test("behind links in a circle is refused", async () => {
    const folder = temporaryFolder();
    symlinkSync("b", join(folder, "a"));
    symlinkSync("a", join(folder, "b"));
    await expect(checkWritable(join(folder, "a"))).rejects.toThrow(/a: its links lead in a circle$/);
    await expect(checkWritable(join(folder, "a", "c"))).rejects.toThrow(/its links lead in a circle$/);
  });

  test.each([0o600, 0o644, 0o755, 0o660])("keeps its permissions: %o", async (mode) => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "before");
    chmodSync(file, mode);
    await writeWhole(file, "after");
    expect(statSync(file).mode & 0o7777).toBe(mode);
    expect(readFileSync(file, "utf8")).toBe("after");
  });

  test("may be written by its open descriptor, where that stands", () => {
    const file = join(temporaryFolder(), "log");
    const program = `import { writeWhole } from ${JSON.stringify(new URL("../../dist/src/experiment/writeWhole.js", import.meta.url).href)}; await writeWhole("/dev/stdout", "second\\n"); await writeWhole("/dev/fd/3", "third\\n");`;
    const shell = 'echo first > "$2"; "$0" --input-type=module -e "$1" >> "$2" 3>> "$2"';
    expect(spawnSync("sh", ["-c", shell, process.execPath, program, file]).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("first\nsecond\nthird\n");
  });

  test.each([
    ["", /is no name of a file/],
    ["folder/", /names a folder, since it ends in \//],
    ["x".repeat(300), /cannot be written: its name is too long$/],
    ["/dev/fd/987", /cannot be written: nothing is open there for writing$/],
  ])("of the name %j is refused", async (name, sentence) => {
    const file = name === "" || name.startsWith("/") ? name : `${temporaryFolder()}/${name}`;
    await expect(checkWritable(file)).rejects.toThrow(sentence);
    await expect(writeWhole(file, "content")).rejects.toThrow(sentence);
  });

  test("on a full disk stays as it was, and so do all that were to be written with it", async ({ skip }) => {
    const disk = join(temporaryFolder(), "disk");
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) return skip("needs the right to mount");
    mounted.push(disk);
    const [first, second] = [join(disk, "first"), join(disk, "second")];
    writeFileSync(first, "before");
    await expect(writeWhole(first, "x".repeat(100_000))).rejects.toThrow(/first: cannot be written: the disk is full$/);
    const both = [first, second].map((file) => ({ file, content: "x".repeat(40_000) }));
    await expect(writeAll(both)).rejects.toThrow(/second: cannot be written: the disk is full$/);
    expect(readdirSync(disk)).toEqual(["first"]);
    expect(readFileSync(first, "utf8")).toBe("before");
  });

  test("under several names is one file under the name that was written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "one"), "before");
    linkSync(join(folder, "one"), join(folder, "other"));
    await writeWhole(join(folder, "one"), "after");
    expect(readFileSync(join(folder, "one"), "utf8")).toBe("after");
    expect(readFileSync(join(folder, "other"), "utf8")).toBe("before");
  });
});

describe("what is not whole yet", () => {
  test("has a name that tells whose it is", async () => {
    const folder = temporaryFolder();
    const mine = temporaryFor(join(folder, "file"));
    writeFileSync(mine, "half");
    const name = mine.slice(folder.length + 1);
    expect(isLeftover(name)).toBe(false);
    // A process that is gone.
    const { pid } = spawnSync("true");
    const gone = name.replace(String(process.pid), String(pid));
    expect(isLeftover(gone)).toBe(true);
    const elsewhere = gone.replace(/-[0-9a-f]{8}-/, "-00000000-");
    expect([isLeftover(elsewhere), isElsewhere(elsewhere)]).toEqual([false, true]);
    for (const other of ["run.json", `${name}.json`]) expect([isLeftover(other), isElsewhere(other)]).toEqual([false, false]);
    writeFileSync(join(folder, elsewhere), "half");
    await removeLeftovers([folder]);
    expect(readdirSync(folder).toSorted()).toEqual([name, elsewhere].toSorted());
    await utimes(join(folder, elsewhere), 1e9, 1e9);
    await removeLeftovers([folder]);
    expect(readdirSync(folder)).toEqual([name]);
    writeFileSync(join(folder, gone), "half");
    await removeTemporaries(folder, pid);
    expect(readdirSync(folder)).toEqual([name]);
    settle(mine);
  });

  test("is removed by a process that leaves on the way", () => {
    const folder = temporaryFolder();
    const program = `import { writeWhole } from ${JSON.stringify(new URL("../../dist/src/experiment/writeWhole.js", import.meta.url).href)}; import { readdirSync } from "node:fs";
void writeWhole(${JSON.stringify(join(folder, "file"))}, Buffer.alloc(2e7));
const look = () => (readdirSync(${JSON.stringify(folder)}).some((name) => name.endsWith(".tmp")) ? process.exit(3) : setImmediate(look));
look();`;
    expect(spawnSync(process.execPath, ["--input-type=module", "-e", program]).status).toBe(3);
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  });
});
