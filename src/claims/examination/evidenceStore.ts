import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../experiment/writeWhole.ts";
import { canonicalText, sha256Hex } from "../../spec/canonical.ts";
import type { Finding } from "../finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { moduleOf } from "./module.ts";

/** Findings of before, one file each, beside the records of a store. */
export interface EvidenceStore {
  /** The finding, where it was made by the code as it is now; else null. */
  read(paper: string, id: string): Promise<Finding | null>;
  write(paper: string, finding: Finding): Promise<void>;
}

/** Opens the folder `claims` of a store. */
export function openEvidence(store: string): EvidenceStore {
  const fileOf = async (paper: string, id: string): Promise<string> =>
    join(store, "claims", `${sha256Hex(canonicalText({ id, code: await fingerprint(moduleOf(paper)) }))}.json`);
  return {
    async read(paper, id) {
      const text = await readFile(await fileOf(paper, id), "utf8").catch(() => null);
      return text === null ? null : parsed(text, id);
    },
    async write(paper, finding) {
      await writeWhole(await fileOf(paper, finding.id), `${JSON.stringify(finding)}\n`);
    },
  };
}

/** A file that is not a whole finding of this claim is as good as none: it will be made again. */
function parsed(text: string, id: string): Finding | null {
  try {
    const finding = JSON.parse(text) as Finding;
    return finding.id === id ? finding : null;
  } catch {
    return null;
  }
}
