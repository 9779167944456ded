import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The command line as it is installed: the compiled program. */
export const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
if (!existsSync(main)) throw new Error('the command line is tested as it was built: run "npm run build:js" first');

/** How a call of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Call {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

/** Starts `thalweg` and gives the process and its end. */
export function start(
  args: readonly string[],
  { cwd, input = "", env = {}, node = [] }: Call = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...node, main, ...args], { cwd, env: { ...process.env, ...env }, stdio: "pipe" });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => out.push(data));
  child.stderr.on("data", (data: Buffer) => errors.push(data));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, stdout: text(out), stderr: text(errors) })));
  return { child, ended };
}

/** Calls `thalweg` and waits for its end. */
export const thalweg = (args: readonly string[], call: Call = {}): Promise<Ended> => start(args, call).ended;

/** All processes that a process has started, and those that they have started. */
export function descendantsOf(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" "));
    const pids = children.map(Number).filter((id) => id > 0);
    return [...pids, ...pids.flatMap(descendantsOf)];
  } catch {
    return [];
  }
}

/** The worker processes of a call. */
export const workersOf = ({ pid }: ChildProcess): number[] =>
  descendantsOf(pid!).filter((id) => commandOf(id).includes("experiment/worker"));

/** The command line of a process; empty where it is gone. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
