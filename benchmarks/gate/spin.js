import { readFileSync, writeFileSync } from "node:fs";
import { copyPackage } from "./copy.js";
import { loadedBy } from "./costs.js";

/** The end of RecordWriter.count, wherever the build has put it; it has names with dollars, too. */
const END = /([\w$]+)\s*\.\s*ends\s*\[\s*[\w$]+\s*\]\s*=\s*([\w$]+)(?![\w$]|\s*\.)/g;
/**
 * Statements that never run. V8 puts no function that is so long into others: that would cost more than the
 * spin.
 */
const UNSEEN = 60;

/**
 * Copies a package and puts a spin before the end of each record. The record's length decides how many turns
 * it has: that tells the scenarios apart.
 *
 * @param {string} from
 * @param {string} to
 * @param {readonly number[]} lengths Of the scenarios' records, in bytes.
 * @param {readonly number[]} turns Of each scenario's spin.
 */
export function spinning(from, to, lengths, turns) {
  copyPackage(from, to);
  let places = 0;
  for (const file of loadedBy(to)) {
    const source = readFileSync(file, "utf8");
    const found = source.match(END)?.length ?? 0;
    if (found === 0) continue;
    places += found;
    writeFileSync(file, source.replace(END, "spin($2-$1.end),$&") + spin(lengths, turns));
  }
  if (places === 0) {
    throw new Error(`expected the end of RecordWriter.count, and found none`);
  }
}

function spin(lengths, turns) {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const steps = order.slice(0, -1).map((i, n) => {
    const border = Math.round((lengths[i] + lengths[order[n + 1]]) / 2);
    return `length < ${border} ? ${turns[i]} : `;
  });
  return `
var spun = 1;
function spin(length) {
  let left = ${steps.join("")}${turns[order.at(-1)]};
  let some = spun;
  if (left < 0) { ${"some = Math.imul(some, 3) + 1; ".repeat(UNSEEN)} }
  while (left-- > 0) some = (Math.imul(some, 1664525) + 1013904223) | 0;
  spun = some;
}
`;
}
