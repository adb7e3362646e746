// How long a tracepoint takes that nobody listens to, and a method that `instrument` has put one around, beside an empty
// function and the bare method.
//
//   LOG=info LOG_BACKEND=file:///dev/null node tracepoints-once.js [left]        prints JSON: ns a call, inlined and called
//
// With `left`, somebody has listened to all of them before, and has gone.
import { writeSync } from "node:fs";
import { stats } from "fastlog";
import { attach, instrument, tracepoint } from "fastlog/tracepoint";
import { best } from "../measure/best.js";

const CALLS = 1_000_000;

function empty() {}
const plain = tracepoint("db::plain");
const named = tracepoint("db::named", ["sql", "rows"]);
const { start } = tracepoint("db::started", ["sql"]);

class Pool {
  rows = 0;
  query(sql, rows) {
    this.rows = rows;
    return sql;
  }
}
class Instrumented {
  rows = 0;
  query(sql, rows) {
    this.rows = rows;
    return sql;
  }
}
instrument(Instrumented.prototype, "query", "db::pool");
const pool = new Pool();
const instrumented = new Instrumented();
const startAndEnd = (sql) => start(sql)();

if (process.argv[2] === "left") {
  const seen = [];
  const leave = attach("db::*", (event) => seen.push(event));
  for (let i = 0; i < 10_000; i++) {
    for (const f of [plain, named, startAndEnd]) f("select 1", i);
    instrumented.query("select 1", i);
  }
  leave();
  if (seen.length !== 40_000) throw new Error("an attached function was not called");
}

/**
 * Inlined: in loops of their own, as in a hot loop of a program. V8 might take part of a call out of the loop, hence the
 * second way.
 */
const inlined = {
  empty() {
    for (let i = 0; i < CALLS; i++) empty("select 1", i);
  },
  tracepoint() {
    for (let i = 0; i < CALLS; i++) plain("select 1", i);
  },
  "tracepoint, named fields"() {
    for (let i = 0; i < CALLS; i++) named("select 1", i);
  },
  "tracepoint, start and end"() {
    for (let i = 0; i < CALLS; i++) start("select 1")();
  },
  method() {
    for (let i = 0; i < CALLS; i++) pool.query("select 1", i);
  },
  "method, instrumented"() {
    for (let i = 0; i < CALLS; i++) instrumented.query("select 1", i);
  },
};

/** Called: one loop has seen so many functions that V8 inlines none of them. */
function call(f) {
  for (let i = 0; i < CALLS; i++) f("select 1", i);
}
/** The same for methods. Objects of many classes have been there. */
function callMethod(object) {
  for (let i = 0; i < CALLS; i++) object.query("select 1", i);
}
const others = [() => 1, () => 2, () => 3, () => 4, (text) => text, (text) => text.length];
for (const f of [...others, empty, plain, named, startAndEnd]) call(f);
const objects = others.map((query, i) => ({ [`member${i}`]: i, query }));
for (const object of [...objects, pool, instrumented]) callMethod(object);

const called = {
  empty: () => call(empty),
  tracepoint: () => call(plain),
  "tracepoint, named fields": () => call(named),
  "tracepoint, start and end": () => call(startAndEnd),
  method: () => callMethod(pool),
  "method, instrumented": () => callMethod(instrumented),
};

const results = { inlined: best(inlined, CALLS), called: best(called, CALLS) };
if (stats().backends.length > 0) throw new Error("a tracepoint that nobody listens to logged");
writeSync(1, JSON.stringify(results));
