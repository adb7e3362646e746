// Reads its standard input to the end, as what collects logs does.
//
//   node reader.js 3>results
//
// To descriptor 3 it writes JSON: how many records and bytes came, when the last did, and some lines.
import { readSync, writeSync } from "node:fs";
import { Tally } from "../records/tally.js";

const tally = new Tally();
const piece = Buffer.allocUnsafeSlow(1 << 16);
for (let got = readSync(0, piece); got > 0; got = readSync(0, piece)) {
  tally.stream(piece.subarray(0, got));
}
writeSync(3, JSON.stringify({ ...tally.report(), samples: tally.samples }));
