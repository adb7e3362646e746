import { statsOf } from "./standard-stream.ts";

/** Whether a descriptor is a terminal. */
export function isTerminal(fd: number): boolean {
  try {
    // Asked first: the module takes 2 ms to load, and nearly nothing is one.
    if (!statsOf(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}
