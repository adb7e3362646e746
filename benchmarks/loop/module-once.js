// How long a call takes that is stopped only because of the module it is in.
//
//   LOG=info,dep1=debug LOG_BACKEND=file:///dev/null node module-once.js        prints JSON: ns a call
import { writeSync } from "node:fs";
import { debug, flushSync, stats } from "fastlog";
import { best } from "../measure/best.js";

const CALLS = 1000;

/** Asks V8 for the name of the calling file, with nothing of fastlog's around it. */
function bare() {
  const holder = {};
  Error.captureStackTrace(holder, bare);
  return holder.stack[0].getFileName();
}

/** How long the bare question takes; V8 is told beforehand how to answer. */
function bareBest() {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_, frames) => frames;
  let wrong = 0;
  const { question } = best(
    {
      question() {
        for (let i = 0; i < CALLS; i++) if (bare() !== import.meta.url) wrong++;
      },
    },
    CALLS,
  );
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  if (wrong > 0) throw new Error("V8 named another file");
  return question;
}

const results = best(
  {
    fastlog() {
      for (let i = 0; i < CALLS; i++) debug("hello world");
    },
    "fastlog-template"() {
      for (let i = 0; i < CALLS; i++) debug`took ${i}ms`;
    },
  },
  CALLS,
);
flushSync();
for (const { records } of stats().backends) {
  if (records > 0) throw new Error("a disabled call logged something");
}
writeSync(1, JSON.stringify({ ...results, v8: bareBest() }));
