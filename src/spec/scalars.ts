import * as z from "zod";

/** The numbers that specs are made of. */
export const finite = z.number();
export const positive = z.number().positive();
export const nonnegative = z.number().nonnegative();
export const count = z.int().positive();
export const index = z.int().nonnegative();
/** Seeds are whole numbers from 0 to 2³² − 1: one word of the Threefry key. */
export const seed = z.int().min(0).max(4294967295);
