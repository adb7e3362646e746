// Logs in a hook of node:async_hooks, and has nothing else to do; reports how often the hook was called, and what
// became of its records.
//
//   node hooks.mjs HOOK BACKEND
import { createHook } from "node:async_hooks";
import { writeSync } from "node:fs";
import { configure, info, stats } from "fastlog";

const [hook, backend] = process.argv.slice(2);
configure({ backend, onBackendError() {} });
let called = 0;
createHook({ [hook]: () => info("hook {}", ++called) }).enable();
info("start");
setTimeout(() => {}, 10);
process.on("exit", () => {
  const [{ records, dropped }] = stats().backends;
  writeSync(3, `${JSON.stringify({ called, counted: records + dropped })}\n`);
});
