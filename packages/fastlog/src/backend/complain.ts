import fs from "node:fs";

/**
 * Says on stderr what is wrong with the logging itself: never through the logger, and without ever
 * throwing.
 */
export function complain(subject: string, message: string): void {
  try {
    // OpenSSL ends its own messages with a newline, and the names of some backends with a colon.
    const line = `fastlog: ${subject.replace(/:$/, "")}: ${message.replaceAll(/\s+/g, " ").trim()}`;
    fs.writeSync(2, `${line}\n`);
  } catch {
    // Nobody is left to tell.
  }
}
