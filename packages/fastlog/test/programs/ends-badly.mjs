// Logs, and ends in ways in which the listeners of others, or their removal, are in the way.
//
//   node ends-badly.mjs HOW COUNT
import { setImmediate } from "node:timers/promises";

const [how, count] = process.argv.slice(2);

const throwing = () => {
  throw new Error("thrown on purpose");
};
if (how === "an earlier exit listener throws") process.on("exit", throwing);

const { info } = await import("fastlog");
const log = (from, to) => {
  for (let i = from; i < to; i++) info("record {}", i);
};

const ways = {
  "an earlier exit listener throws"() {
    log(0, count);
    process.exit();
  },
  "an exit listener logs and throws"() {
    log(0, count - 1);
    process.on("exit", () => {
      log(count - 1, count);
      throwing();
    });
    process.exit();
  },
  "an uncaughtException handler throws"() {
    process.on("uncaughtException", throwing);
    log(0, count);
    throwing();
  },
  "an uncaughtException handler logs and throws"() {
    process.on("uncaughtException", () => {
      log(count - 1, count);
      throwing();
    });
    log(0, count - 1);
    throwing();
  },
  "all listeners are removed, then it logs"() {
    process.removeAllListeners();
    log(0, count);
    process.exit();
  },
  "it logs, then all listeners are removed"() {
    log(0, count);
    process.removeAllListeners();
    process.exit();
  },
  "all listeners are removed between two records"() {
    log(0, count - 1);
    process.removeAllListeners();
    log(count - 1, count);
    process.exit();
  },
  "the exit listeners are removed between two records"() {
    log(0, count - 1);
    process.removeAllListeners("exit");
    log(count - 1, count);
    process.exit();
  },
  async "all listeners are removed a turn before"() {
    log(0, count - 1);
    process.removeAllListeners();
    await setImmediate();
    log(count - 1, count);
    process.exit();
  },
  async "the second exception's handler throws, and nobody hears of removed listeners"() {
    process.removeAllListeners("removeListener");
    process.once("uncaughtException", () => {});
    process.nextTick(throwing);
    await setImmediate();
    await setImmediate();
    process.on("uncaughtException", throwing);
    process.nextTick(() => {
      log(0, count);
      throwing();
    });
  },
  "beforeExit comes twice, and nobody hears of removed listeners"() {
    process.removeAllListeners("removeListener");
    let times = 0;
    process.on("beforeExit", () => {
      log(times, ++times);
      if (times === 1) setTimeout(() => {}, 1);
      if (times > count) process.exit(1);
    });
  },
  async "an uncaughtException handler lets it go on"() {
    process.on("uncaughtException", () => {});
    process.nextTick(throwing);
    log(0, count - 1);
    await setImmediate();
    await setImmediate();
    log(count - 1, count);
    process.kill(process.pid, "SIGKILL");
  },
};
await ways[how]();
