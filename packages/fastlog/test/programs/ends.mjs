// Logs numbered records, in a busy loop or with turns of the event loop between, and ends in one of
// many ways. `exitTimeout` may be given behind these.
import { setImmediate } from "node:timers/promises";
import { configure, fatal, info } from "fastlog";

const [count, pace, ending, exitTimeout] = process.argv.slice(2);
if (exitTimeout !== undefined) configure({ exitTimeout: Number(exitTimeout) });

const endings = {
  return() {},
  exit: () => process.exit(0),
  throw() {
    process.nextTick(() => {
      throw new Error("thrown on purpose");
    });
  },
  reject: () => void Promise.reject(new Error("rejected on purpose")),
  kill: () => process.kill(process.pid, "SIGKILL"),
  abort: () => process.abort(),
};
const last = count - 1;

for (let i = 0; i < last; i++) {
  info("record {}", i);
  if (pace === "turns" && i % 500 === 499) await setImmediate();
}
// These two leave no time to write anything, so that the last record must have written all.
const logLast = ending === "kill" || ending === "abort" ? fatal : info;
logLast("record {}", last);
endings[ending]();
