import * as z from "zod";
import * as small from "zod/mini";

/** The numbers that specs are made of. */
export const finite = z.number();
export const positive = z.number().positive();
export const nonnegative = z.number().nonnegative();
export const count = z.int().positive();
export const index = z.int().nonnegative();
/** Seeds are whole numbers from 0 to 2³² − 1: one word of the Threefry key. */
export const seed = z.int().min(0).max(4294967295);

/** A text: zod's small string, because the large one (and the large record) bring the checks of twenty formats into every page. */
export const anyText = small.string();
/** A text that is not empty. */
export const text = anyText.check(small.minLength(1));
/** A text of a given form; `complaint` is said where it has another. */
export const textLike = (form: RegExp, complaint: string): typeof anyText => anyText.check(small.regex(form, complaint));
/** An object of any keys of one form, all with values of one form. */
export const recordOf = small.record;
