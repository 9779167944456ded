import { type DirectoryStore, type Problem, openStore } from "../experiment/directoryStore.ts";
import { sayable } from "./streams.ts";

/** What becomes of a file that is no whole record, in commands that do runs. */
const doneAgain = "not used; its run is done again where it is asked for, and this file kept aside";

/** So many files are named; thousands would hide what else is said. */
const mostTold = 10;

/** Opens a store that says on standard error which files are no whole records, and what becomes of them. */
export function openToldStore(directory: string, outcome: string = doneAgain): DirectoryStore {
  let told = 0;
  const onProblem = ({ file, message }: Problem): void => {
    told++;
    if (told <= mostTold) process.stderr.write(`${sayable(`${file}: ${message}; ${outcome}`)}\n`);
    if (told === mostTold + 1)
      process.stderr.write(`${sayable(`${directory}: there are more such files; thalweg doctor --store names them all`)}\n`);
  };
  return openStore(directory, { onProblem });
}
