import { run } from "../../src/experiment/run.ts";
import { canonicalText } from "../../src/spec/canonical.ts";
import { specs } from "./specs.ts";

/** The records of all the runs, as canonical JSON without their seconds. */
export async function records(): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const record = await run(spec as Parameters<typeof run>[0]);
    all[name] = canonicalText({ ...record, cost: { ...record.cost, seconds: 0 } });
  }
  return all;
}
