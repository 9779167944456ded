/** What Deno's Jupyter kernel offers the cells that it runs. */
export interface Jupyter {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** Deno's Jupyter kernel where this runs inside it, else null. */
export function jupyter(): Jupyter | null {
  return (globalThis as { Deno?: { jupyter?: Jupyter } }).Deno?.jupyter ?? null;
}
