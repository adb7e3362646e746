import fs from "node:fs";

/**
 * Says on stderr what is wrong with the logging itself: never through the logger, and without ever
 * throwing.
 */
export function complain(subject: string, message: string): void {
  try {
    fs.writeSync(2, `fastlog: ${subject}: ${message}\n`);
  } catch {
    // Nobody is left to tell.
  }
}
