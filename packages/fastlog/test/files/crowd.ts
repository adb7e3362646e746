import { createReadStream } from "node:fs";
import { lengthOf } from "../programs/crowd-length.mjs";

const NEWLINE = 0x0a;
const PADDING = "x".repeat(4000);

/** What is in a file that the program `crowd.mjs` has written to. */
export interface Crowd {
  /** How many whole lines there are of each thread, one after the other from its first. */
  readonly counts: Readonly<Record<string, number>>;
  /** The beginnings of lines that are not whole, or not the next ones of their threads. */
  readonly wrong: readonly string[];
}

/** Reads what several threads have logged, however large it is. */
export async function readCrowd(path: string): Promise<Crowd> {
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(end);
    for (const line of bytes.toString("latin1", 0, end - 1).split("\n")) {
      const name = line.slice(0, line.indexOf(" "));
      const next = counts[name] ?? 0;
      const start = `${name} ${next} `;
      if (line === start + PADDING.slice(0, Math.max(0, lengthOf(next) - 1 - start.length))) {
        counts[name] = next + 1;
      } else {
        wrong.push(line.slice(0, 80));
      }
    }
  }
  if (rest.length > 0) wrong.push(rest.toString("latin1", 0, 80));
  return { counts, wrong: wrong.slice(0, 10) };
}
