import { sealed } from "./recordHash.ts";
import type { Store } from "./store.ts";
import { summarise } from "./summary.ts";
import type { RunRecord } from "./types.ts";

/** A store in memory, for pages and for experiments that need not last. */
export function memoryStore(): Store {
  const records = new Map<string, RunRecord>();
  return {
    directory: null,
    has: async (id) => records.has(id),
    read: async (id) => records.get(id) ?? null,
    async write(record) {
      records.set(record.id, record.hash === undefined ? sealed(record) : record);
    },
    prepare: async () => undefined,
    summaries: async () => [...records.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(summarise),
  };
}
