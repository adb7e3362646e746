import { Buffer } from "node:buffer";

/** More than a mark, two ellipses and a newline take: `[4194304.99999.4294967295 9999/9999]`. */
const MARKS = 64;

const NEWLINE = 0x0a;

/**
 * Splits a record into pieces of at most `unit` bytes, each a line:
 *
 * ```text
 * {"level":30,"msg":"aaaa…[4711.0.3 1/3]
 * [4711.0.3 2/3]…aaaa…
 * [4711.0.3 3/3]…aaaa"}
 * ```
 *
 * `id` is unique to the record, because pieces of other records may come between. Characters stay whole.
 */
export function split(record: Buffer, unit: number, id: string): Buffer[] {
  const most = unit - MARKS;
  const cuts = [0];
  const end = record.length - 1;
  for (let at = 0; end - at > most; cuts.push(at)) at = boundary(record, at + most);
  const pieces = cuts.map((from, i) => record.subarray(from, cuts[i + 1] ?? end));
  return pieces.map((piece, i) => {
    const mark = `[${id} ${i + 1}/${pieces.length}]`;
    const before = i === 0 ? "" : `${mark}…`;
    const after = i === pieces.length - 1 ? "" : i === 0 ? `…${mark}` : "…";
    return Buffer.concat([Buffer.from(before), piece, Buffer.from(after), Buffer.of(NEWLINE)]);
  });
}

/** The last index up to `at` where a character begins. */
function boundary(record: Buffer, at: number): number {
  let start = at;
  while (((record[start] as number) & 0xc0) === 0x80) start--;
  return start;
}
