// Reads its standard input to the end, as a log collector does.
//
//   node reader.js 3>results
//
// To descriptor 3 it writes JSON: the number of records and bytes, when the last came, and some lines.
import { readSync, writeSync } from "node:fs";
import { Tally } from "../records/tally.js";

const tally = new Tally();
const piece = Buffer.allocUnsafeSlow(1 << 16);
for (let got = readSync(0, piece); got > 0; got = readSync(0, piece)) {
  tally.stream(piece.subarray(0, got));
}
writeSync(3, JSON.stringify({ ...tally.report(), samples: tally.samples }));
