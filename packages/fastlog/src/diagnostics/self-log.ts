import fs from "node:fs";
import { escapeUnsafe } from "../text/escape.ts";

/**
 * Says on stderr what is wrong with the logging itself: never through the logger, and without ever
 * throwing.
 */
export function complain(subject: string, message: string): void {
  try {
    // OpenSSL ends its own messages with a newline, and the names of some backends with a colon.
    const text = `${subject.replace(/:$/, "")}: ${message.replaceAll(/\s+/g, " ").trim()}`;
    // A name or a path may hold what a terminal obeys.
    fs.writeSync(2, `fastlog: ${escapeUnsafe(text)}\n`);
  } catch {
    // Nobody is left to tell.
  }
}

/** How many different complaints are said once. */
const MAX_SAID = 64;

const said = new Set<string>();

/** The same, but a complaint that was said before is not said again. */
export function complainOnce(subject: string, message: string): void {
  const text = `${subject}: ${message}`;
  if (said.has(text) || said.size >= MAX_SAID) return;
  said.add(text);
  complain(subject, message);
}
