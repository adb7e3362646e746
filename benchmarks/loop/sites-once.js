// How long a call takes that the filter stops because of its module, beside an empty function: a plain one, one that
// fastlog/register has bound, one of a named logger, and the same with a call site in place of the message.
//
//   LOG=info,dep1=debug LOG_BACKEND=file:///dev/null node --import fastlog/register sites-once.js
//
// Prints JSON: ns a call, inlined and called.
import { writeSync } from "node:fs";
import { debug, logger, stats } from "fastlog";
import { bound, site } from "fastlog/site";
import { best } from "../measure/best.js";
import { debug as plain } from "./sites-plain.js";

const CALLS = 1_000_000;
/** A plain call looks at the stack. */
const PLAIN_CALLS = 1000;

if (debug === plain) throw new Error("fastlog/register is not loaded");

function empty() {}
const named = logger("app::http").debug;
const ofSite = bound("app::http").debug;
const here = site("user {} from {}", "app::http", "/srv/app/src/http.js", 12, 3);

const inlined = {
  empty() {
    for (let i = 0; i < CALLS; i++) empty("user {} from {}", i, "host");
  },
  registered() {
    for (let i = 0; i < CALLS; i++) debug("user {} from {}", i, "host");
  },
  "named logger"() {
    for (let i = 0; i < CALLS; i++) named("user {} from {}", i, "host");
  },
  site() {
    for (let i = 0; i < CALLS; i++) ofSite(here, i, "host");
  },
  "site, unbound function"() {
    for (let i = 0; i < CALLS; i++) plain(here, i, "host");
  },
};

/** One loop that has seen so many functions that V8 inlines none of them. */
function call(f, first) {
  for (let i = 0; i < CALLS; i++) f(first, i, "host");
}
const text = "user {} from {}";
const others = [() => 1, () => 2, () => 3, () => 4, (one) => one, (one) => one.length];
for (const f of [...others, empty, debug, named]) call(f, text);
for (const f of [ofSite, plain]) call(f, here);

const called = {
  empty: () => call(empty, text),
  registered: () => call(debug, text),
  "named logger": () => call(named, text),
  site: () => call(ofSite, here),
  "site, unbound function": () => call(plain, here),
};

const looking = {
  plain() {
    for (let i = 0; i < PLAIN_CALLS; i++) plain(text, i, "host");
  },
};

const results = {
  inlined: best(inlined, CALLS),
  called: best(called, CALLS),
  looking: best(looking, PLAIN_CALLS),
};
if (stats().backends.length > 0) throw new Error("a disabled call logged something");
writeSync(1, JSON.stringify(results));
