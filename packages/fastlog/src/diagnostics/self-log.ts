import fs from "node:fs";
import { escapeUnsafe } from "../text/escape.ts";
import { withoutPasswords } from "../text/without-passwords.ts";

/**
 * Prints a problem of fastlog itself on stderr, without the logger. Never throws.
 */
export function complain(subject: string, message: string): void {
  try {
    // Messages of OpenSSL end with a newline, and the names of some backends with a colon.
    const text = `${subject.replace(/:$/, "")}: ${message.replaceAll(/\s+/g, " ").trim()}`;
    // A name or a path may contain control sequences of terminals.
    fs.writeSync(2, `fastlog: ${escapeUnsafe(withoutPasswords(text))}\n`);
  } catch {
    // Stderr was the last place to report to.
  }
}

/** Limit of the different messages that {@link complainOnce} remembers and prints. */
const MAX_SAID = 64;

const said = new Set<string>();

/** Like {@link complain}, but prints each message only once. */
export function complainOnce(subject: string, message: string): void {
  const text = `${subject}: ${message}`;
  if (said.has(text) || said.size >= MAX_SAID) return;
  said.add(text);
  complain(subject, message);
}
