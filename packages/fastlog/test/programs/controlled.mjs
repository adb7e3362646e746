// Logs that it runs, and ends in one of many ways on SIGHUP; `return`: by itself, as it has nothing to do any more.
import { configure, info } from "fastlog";

const [ending, control] = process.argv.slice(2);
if (ending === "signals") configure({ signals: { end: ["SIGTERM"] } });
if (control !== undefined) configure({ control });

const running = setInterval(() => {}, 1000);
const endings = {
  return: () => clearInterval(running),
  exit: () => process.exit(0),
  throw() {
    throw new Error("thrown on purpose");
  },
  reject: () => void Promise.reject(new Error("rejected on purpose")),
  signals: () => process.kill(process.pid, "SIGTERM"),
};
process.once("SIGHUP", () => endings[ending]());
info("runs");
