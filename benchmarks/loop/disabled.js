// A child of speed.js: what a call costs that the filter stops, against an empty function.
//
//   LOG=… node disabled.js        prints JSON: ns a call, inlined and called
import { writeSync } from "node:fs";
import { logger, stats, trace } from "fastlog";
import { best } from "../measure/best.js";

const CALLS = 1_000_000;

function empty() {}
const { debug } = logger("app");

/**
 * Inlined: as in a hot loop of a program, where V8 knows the function. Of the empty one nothing is
 * left but the loop itself, so that nothing the other two do goes uncounted.
 */
const inlined = {
  empty() {
    for (let i = 0; i < CALLS; i++) empty("hello world");
  },
  plain() {
    for (let i = 0; i < CALLS; i++) trace("hello world");
  },
  named() {
    for (let i = 0; i < CALLS; i++) debug("hello world");
  },
};

/**
 * Called: one loop has seen so many functions that V8 inlines none of them and cannot know what they
 * do. So it can neither leave out the call of the empty one nor take the filter's comparison out of
 * the loop.
 */
function call(f) {
  for (let i = 0; i < CALLS; i++) f("hello world");
}
const others = [() => 1, () => 2, () => 3, () => 4, (text) => text, (text) => text.length];
for (const f of [...others, empty, trace, debug]) call(f);

const called = {
  empty: () => call(empty),
  plain: () => call(trace),
  named: () => call(debug),
};

const results = { inlined: best(inlined, CALLS), called: best(called, CALLS) };
if (stats().backends.length > 0) throw new Error("a disabled call logged something");
writeSync(1, JSON.stringify(results));
