// Logs in a world whose timers are replaced: argv is how, and whether before fastlog is loaded or after.
// Reports what has been written while it still runs.

import { writeSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { mock } from "node:test";
import timers from "node:timers";

const [how, when, path] = process.argv.slice(2);
const frozen = { setTimeout() {}, setInterval() {}, setImmediate() {}, queueMicrotask() {} };

const REPLACE = {
  /** As node:test does it: in `node:timers` and in the global object. */
  mocked() {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate"] });
  },
  /** As sinon and vitest do it: all that tells the time stands still. */
  frozen() {
    Object.assign(timers, frozen);
    Object.assign(globalThis, frozen);
    performance.now = () => 0;
    process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
    process.nextTick = () => {};
  },
  /** As jsdom does it. */
  deleted() {
    for (const name of Object.keys(frozen)) delete globalThis[name];
    delete globalThis.performance;
  },
};

if (when === "before") REPLACE[how]();
const { configure, info } = await import("fastlog");
if (when === "after") REPLACE[how]();

configure({ backend: `file://${path}` });
for (let i = 0; i < 3; i++) {
  info("turn {}", i);
  // Turns of the event loop, by what nobody replaces.
  while (!(await readFile(path, "utf8")).includes(`turn ${i}`)) await stat(path);
}
writeSync(3, `${JSON.stringify((await readFile(path, "utf8")).match(/turn \d/g))}\n`);
