/** What Deno's Jupyter kernel offers the cells that it runs. */
export interface Jupyter {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** Deno's Jupyter kernel where this runs inside it, else null. */
export function jupyter(): Jupyter | null {
  const { Deno: deno } = globalThis as { Deno?: { jupyter?: Jupyter } };
  try {
    return deno?.jupyter ?? null;
  } catch {
    // Outside the kernel Deno throws where it is asked for it.
    return null;
  }
}
