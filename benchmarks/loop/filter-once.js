// How long a call takes that the filter stops, beside an empty function.
//
//   LOG=… LOG_BACKEND=file:///dev/null node filter-once.js        prints JSON: ns a call, inlined and called
import { writeSync } from "node:fs";
import { logger, stats, trace } from "fastlog";
import { best } from "../measure/best.js";

const CALLS = 1_000_000;

function empty() {}
const { debug } = logger("app");

/**
 * Inlined: in loops of their own, as in a hot loop of a program. Of the empty function nothing is left but the loop. V8
 * might take part of a disabled call out of the loop, too, hence the second way.
 */
const inlined = {
  floor() {
    for (let i = 0; i < CALLS; i++) empty("hello world");
  },
  fastlog() {
    for (let i = 0; i < CALLS; i++) trace("hello world");
  },
  "fastlog-named"() {
    for (let i = 0; i < CALLS; i++) debug("hello world");
  },
};

/**
 * Called: one loop has seen so many functions that V8 inlines none of them. So it can neither leave out the call of the
 * empty function nor take the filter's comparison out of the loop.
 */
function call(f) {
  for (let i = 0; i < CALLS; i++) f("hello world");
}
const others = [() => 1, () => 2, () => 3, () => 4, (text) => text, (text) => text.length];
for (const f of [...others, empty, trace, debug]) call(f);

const called = {
  floor: () => call(empty),
  fastlog: () => call(trace),
  "fastlog-named": () => call(debug),
};

const results = { inlined: best(inlined, CALLS), called: best(called, CALLS) };
if (stats().backends.length > 0) throw new Error("a disabled call logged something");
writeSync(1, JSON.stringify(results));
