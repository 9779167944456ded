// Starts Deno's Jupyter kernel as a process of its own and opens the channels to it.
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { deno } from "../runtimes.mjs";

const ip = "127.0.0.1";

/** A kernel whose cells run in a folder: the key of its messages, its channels, `failed`, which rejects when it ends or a channel breaks, and how to end it. */
export async function startProcess(folder) {
  const home = await mkdtemp(join(tmpdir(), "thalweg-kernel-"));
  const key = randomUUID();
  const ports = await freePorts(5);
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  const about = { transport: "tcp", ip, shell_port, iopub_port, stdin_port, control_port, hb_port, key, signature_scheme: "hmac-sha256" };
  await writeFile(join(home, "connection.json"), JSON.stringify(about), { mode: 0o600 });
  const child = spawn(executable(), ["jupyter", "--kernel", "--quiet", "--conn", join(home, "connection.json")], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // However this process ends, the kernel ends with it.
  const vanish = () => {
    child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  };
  process.once("exit", vanish);
  const shell = new Dealer({ linger: 0 });
  // As many messages as there are may wait here: by default ZeroMQ drops those after the thousandth.
  const published = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  const failed = failure(child, published);
  shell.connect(`tcp://${ip}:${shell_port}`);
  published.connect(`tcp://${ip}:${iopub_port}`);
  published.subscribe();
  return {
    key,
    shell,
    published,
    failed,
    async end() {
      shell.close();
      published.close();
      process.off("exit", vanish);
      child.kill("SIGKILL");
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Rejects when the process ends, or when the channel of outputs breaks: what was published until it is mended is lost. */
function failure(child, published) {
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const failed = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      reject(new Error(`Deno's Jupyter kernel ended (${signal ?? code}): ${said.trim() || "it said nothing"}`)),
    );
    // Most often because the process ends: that says more.
    published.events.on("disconnect", () => setTimeout(() => reject(new Error("the channel of the kernel's outputs broke")), 1000).unref());
  });
  failed.catch(() => undefined);
  return failed;
}

/** The kernel's own executable: what npm has put on the path starts it as a child, which would outlive it. */
const executable = () =>
  execFileSync(deno(), ["eval", "--no-config", "--no-lock", "console.log(Deno.execPath())"], { encoding: "utf8" }).trim();

/** Ports of this machine on which nothing listens now. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) => new Promise((resolve, reject) => server.once("error", reject).listen(0, ip, () => resolve(server.address().port))),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
