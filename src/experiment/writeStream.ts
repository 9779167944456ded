import { constants, write } from "node:fs";
import { open } from "node:fs/promises";
import { promisify } from "node:util";

const writeTo = promisify(write);
/** Milliseconds between looks at a pipe that is full, or that nobody reads yet. */
const patience = 20;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, patience));

/** Writes all of it to an open file, however slowly it is taken. Throws the file system's own errors. */
export async function writeDescriptor(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;)
    try {
      done += (await writeTo(descriptor, bytes, done, bytes.length - done)).bytesWritten;
    } catch (error) {
      if (!waits(error, "EAGAIN")) throw error;
      await pause();
    }
}

/** Writes into a device or a named pipe; waits until somebody reads the pipe. Throws the file system's own errors. */
export async function writeStream(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await opened(path);
  try {
    await writeDescriptor(handle.fd, bytes);
  } finally {
    await handle.close();
  }
}

/** Opened without blocking, so that a process that waits for a reader can be stopped. */
async function opened(path: string): ReturnType<typeof open> {
  for (;;)
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (error) {
      if (!waits(error, "ENXIO")) throw error;
      await pause();
    }
}

const waits = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
