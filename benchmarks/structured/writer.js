import { openSync, writeSync } from "node:fs";

/** In characters. Larger ones gained neither of them anything, smaller ones cost a little. */
const SIZE = 16_384;

/**
 * Gathers lines and writes them together, for the loggers that have nothing of the kind: what comes
 * with them writes line by line, or later.
 *
 * @param {string} path
 */
export function writer(path) {
  const fd = openSync(path, "a");
  let lines = "";

  function flush() {
    if (lines !== "") writeSync(fd, lines);
    lines = "";
  }

  return {
    /** @param {string} line */
    write(line) {
      lines += line;
      if (lines.length >= SIZE) flush();
    },
    flush,
  };
}
