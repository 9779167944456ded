/** What a process would leave if it were killed now: half-written files in a folder, or a process that it has started, which writes to a store. */
export type Trace =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "process"; readonly pid: number; readonly store: string | null };

let tell: ((trace: Trace) => void) | null = null;
const folders = new Set<string>();

/** Where a watcher hears of them, so that it can clear up after this process. */
export function watchTraces(listener: (trace: Trace) => void): void {
  tell = listener;
}

/** Says that files are written to this folder. */
export function traceFolder(folder: string): void {
  if (tell === null || folders.has(folder)) return;
  folders.add(folder);
  tell({ kind: "folder", folder });
}

/** Says that this process has started another one. */
export function traceProcess(pid: number, store: string | null): void {
  tell?.({ kind: "process", pid, store });
}
