// A child of speed.js: what a call costs that is stopped only because of the module it is in.
//
//   LOG=info,dep1=debug node lookup.js        prints JSON: ns a call
import { writeSync } from "node:fs";
import { debug, flushSync, stats } from "fastlog";
import { best } from "./best.js";

const CALLS = 1000;

const results = best(
  {
    plain() {
      for (let i = 0; i < CALLS; i++) debug("hello world");
    },
    template() {
      for (let i = 0; i < CALLS; i++) debug`took ${i}ms`;
    },
  },
  CALLS,
);
flushSync();
for (const { records } of stats().backends) {
  if (records > 0) throw new Error("a disabled call logged something");
}
writeSync(1, JSON.stringify(results));
