// Fills the stack and logs in it on the way up, then logs 1,000 lines; reports what became of all.
//
//   node overflowed.mjs FORMAT KIND FLUSH_ON
import { writeSync } from "node:fs";
import { configure, defineEvent, flushSync, logger, memory, stats, withContext } from "fastlog";

const [format, kind, flushOn] = process.argv.slice(2);
const backend = memory();
configure({ backend, format, flushOn });
const log = logger("app");
const child = log.child({ reqId: 1 });
const done = defineEvent("info", "event", {
  type: "object",
  properties: { a: { type: "integer" } },
});

const LOG = {
  messages: () => log.info("deep"),
  calls: () => log.info("deep {}", 1, { a: { b: 1 } }),
  errors: () => log.error(new Error("deep")),
  children: () => child.info("deep", { a: 1 }),
  events: () => done({ a: 1 }),
  contexts: () => withContext({ a: 1 }, () => log.info("deep")),
  inside: () => log.info("deep", { a: { toJSON: () => log.info("inside") } }),
};

/** What V8 throws past every `catch` is put right then. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

let [calls, thrown] = [0, 0];
for (let round = 0; round < 20; round++) {
  // From the end of the stack up to where there is room for everything.
  let left = 3_000;
  const descend = () => {
    try {
      descend();
    } catch {}
    if (left-- < 0) return;
    calls++;
    try {
      LOG[kind]();
    } catch {
      thrown++;
    }
  };
  descend();
  await turn();
}
const lines = () => backend.lines.length;
const count = () =>
  stats().backends.reduce((sum, { records, dropped }) => sum + records + dropped, stats().dropped);
/** What fastlog itself has logged, of what it dropped. */
const notices = () => stats().backends.reduce((sum, { notices }) => sum + notices, 0);
flushSync();
const before = { lines: lines(), counted: count() };
const noticed = notices();
for (let i = 0; i < 1_000; i++) log.info("after {}", i);
flushSync();
const last = backend.lines.slice(-1_000).filter((line) => /after \d/.test(line)).length;
writeSync(
  3,
  `${JSON.stringify({ calls, thrown, ...before, last, counted: count() - before.counted - notices() + noticed, before: before.counted - noticed })}\n`,
);
