/**
 * The version of the numbers: raised whenever a change of the code may change a digit of any record. It is part of every run's
 * identity, so that records of different numerics never pass for one another.
 */
export const numericVersion = 2;

/** The version of the package; the same as in package.json. */
export const packageVersion = "0.1.0";
