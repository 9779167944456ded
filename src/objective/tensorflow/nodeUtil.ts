interface OldUtil {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

/**
 * Puts back `isNullOrUndefined` and `isArray` of Node's `util`, which tfjs-node (4.22) calls and Node has not had since version 23. Call it before tfjs-node computes anything; it does nothing
 * where they are, and outside Node.
 */
export function restoreNodeUtil(): void {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return;
  const util = process.getBuiltinModule("node:util") as OldUtil;
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
