import { statsOf } from "./standard-stream.ts";

/** Whether a descriptor is a terminal. */
export function isTerminal(fd: number): boolean {
  try {
    // First check for a character device: loading node:tty takes 2 ms.
    if (!statsOf(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}
