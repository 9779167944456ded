import { member } from "../../spec/member.ts";
import { finite } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";

const behaviour: InitBehaviour<{ readonly value: number }> = { fill: ({ value }, _setting, out) => void out.fill(value) };

/** Every parameter the same number. */
export const constant = member("constant", "Every parameter starts at the same value.", { value: finite }, behaviour);
