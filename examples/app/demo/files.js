import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "./random.js";

const WORDS =
  "a line of the log is worth more than a thousand guesses – même à minuit, いつも".split(" ");

/** Names of what `makeFiles` makes, by what can be asked of it. */
export const FILES = {
  /** UTF-8, from a few bytes to 60 KB, in an order of no meaning. */
  text: Array.from({ length: 280 }, (_, i) => `notes/${i}.txt`),
  /** No text at all. */
  binary: Array.from({ length: 20 }, (_, i) => `${i}.bin`),
  /** Too large to be kept in memory. */
  large: ["large-0.txt", "large-1.txt"],
};

/**
 * Fills a folder, with the same files in every run.
 *
 * @param {string} folder
 */
export function makeFiles(folder) {
  const next = random(1);
  mkdirSync(join(folder, "notes"), { recursive: true });
  for (const name of FILES.text)
    writeFileSync(join(folder, name), text(60_000 * next() ** 3, next));
  for (const name of FILES.binary) writeFileSync(join(folder, name), noise(10_000 * next(), next));
  for (const name of FILES.large) writeFileSync(join(folder, name), text(400_000, next));
}

/**
 * @param {number} length
 * @param {() => number} next
 */
function text(length, next) {
  let made = "";
  while (made.length < length) {
    made += WORDS[Math.floor(next() * WORDS.length)] + (next() < 0.1 ? "\n" : " ");
  }
  return made;
}

/**
 * @param {number} length
 * @param {() => number} next
 */
function noise(length, next) {
  // The first byte never occurs in UTF-8.
  return Buffer.from([0xff, ...Array.from({ length }, () => next() * 256)]);
}
