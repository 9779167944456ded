import { DataError } from "../spec/errors.ts";

/** The error of a store that takes no records any more, whichever they are: work for it cannot go on. */
export interface StoreError extends DataError {
  /** Whether the records that it held are gone with it. */
  readonly gone: boolean;
}

/** Makes such an error. */
export const storeError = (file: string, message: string, gone: boolean): StoreError =>
  Object.assign(new DataError(file, message), { gone });

/** Whether an error says that the store takes no records any more. */
export const isStoreError = (error: unknown): error is StoreError => error instanceof DataError && "gone" in error;

/** What an error of a file says without the file's name before it. */
export const sentenceOf = ({ message, complaint = message }: { readonly message: string; readonly complaint?: string }): string =>
  complaint;
