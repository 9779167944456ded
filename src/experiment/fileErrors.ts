import { DataError } from "../spec/errors.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the system does not allow files of that size",
  EIO: "the disk reports an error",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "no folder can be made there",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EBUSY: "it is in use, or mounted by itself: give another name",
  EPIPE: "whoever reads there has left",
  ENXIO: "nobody reads there",
  EBADF: "nothing is open there for writing",
};

/** Why a file cannot be written, in a few words. */
export const reasonOf = (code: string): string => reasons[code] ?? code;

/** An error of the file system as one sentence about the file, of which it is the cause; other errors as they are. */
export function explained(file: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isOfFiles = code !== undefined && (code in reasons || syscall !== undefined);
  return isOfFiles ? Object.assign(new DataError(file, `cannot be written: ${reasonOf(code)}`), { cause: error }) : error;
}
