// How long a call of fastlog takes while the peer reads nothing and the buffer is full.
//
//   node stalled-once.js
//
// Prints JSON: ns a call. It fails unless each call was counted as dropped.
import { writeSync } from "node:fs";
import { close, configure, info, stats } from "fastlog";
import { turn } from "../measure/batch.js";
import { best } from "../measure/best.js";
import { Peer } from "./peer.js";

const CALLS = 100_000;

const peer = await Peer.start("stalled");
const { host, port } = peer.address;
configure({ backend: `tcp://${host}:${port}`, overflow: "drop-newest" });
await fill();

let calls = 0;
const before = dropped();
const least = best(
  {
    message() {
      for (let i = 0; i < CALLS; i++) info("hello world");
      calls += CALLS;
    },
    integer() {
      for (let i = 0; i < CALLS; i++) info("argument: {}", i);
      calls += CALLS;
    },
  },
  CALLS,
);
const counted = dropped() - before;
if (counted !== calls) throw new Error(`${calls} calls, and ${counted} counted as dropped`);
writeSync(1, JSON.stringify(least));
// Otherwise the process would wait at its end for a peer that takes nothing.
await peer.read();
await close();
peer.stop();

/** Until both kernels' buffers and the logger's are full, and stay so. */
async function fill() {
  for (let before = -1, calm = 0; calm < 20; before = stats().backends[0].bytes) {
    for (let i = 0; i < CALLS / 10; i++) info("hello world");
    await turn();
    const [{ bytes, dropped }] = stats().backends;
    calm = dropped > 0 && bytes === before ? calm + 1 : 0;
  }
}

function dropped() {
  return stats().backends[0].dropped;
}
