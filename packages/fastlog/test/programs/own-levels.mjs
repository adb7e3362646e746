// Defines levels of its own at different times, and logs.
import { once } from "node:events";
import { createRequire } from "node:module";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { configure, createLevels, info, logger, setFilter, stats, warn } from "fastlog";
import { parseFilter } from "fastlog/filter";

const LEVELS = { notice: 35, audit: { number: 45, syslog: "alert" } };

const ways = {
  /** Defines them in its first turn, and logs a warning before. */
  first() {
    warn("early");
    log(createLevels(LEVELS));
  },
  /** Never defines them. */
  async never() {
    warn("before");
    await turn();
    warn("after");
  },
  /** Never defines them, and exits in its first turn. */
  exits() {
    warn("before");
    process.exit(3);
  },
  /** Defines them when its first turn is over. */
  async later() {
    await turn();
    log(createLevels(LEVELS));
  },
  /** Overrules LOG before it defines them. */
  overruled() {
    setFilter("error");
    log(createLevels(LEVELS));
  },
  async worker() {
    createLevels(LEVELS);
    configure({ filter: "error,app=notice", format: { template: "{tag} {level} {message}" } });
    await once(new Worker(new URL(import.meta.url), { workerData: { depth: 1 } }), "exit");
  },
  /** Two copies of the package, one of them in CommonJS. */
  copies(path) {
    const copy = createRequire(import.meta.url)(path);
    const { notice } = createLevels(LEVELS);
    const own = copy.createLevels({ notice: 35, http: 25 });
    notice("by the first copy");
    own.notice("by the second copy");
    logger("app").http("of the second copy, by the first");
    copy.logger("app").audit("of the first copy, by the second");
    const { filter } = parseFilter("http");
    info("{} {}", filter.enabled("app", "audit"), filter.enabled("app", "debug"));
    try {
      copy.createLevels({ notice: 36 });
    } catch (error) {
      info("{} {}", error.code, error instanceof copy.FastlogError);
    }
  },
};

function log({ notice, audit }) {
  info("an info");
  notice("a notice");
  audit("an audit");
  logger("app").audit("an audit of app");
  logger("notice").info("an info of notice");
  logger("app").info("dropped so far: {}", stats().backends[0]?.droppedByLevel.audit ?? 0);
}

async function inWorker(depth) {
  const app = logger("app");
  app.notice("from {}", depth);
  app.log("audit", "from {}", depth);
  app.info("closed");
  // The code of a worker may define them as well.
  createLevels(LEVELS).logger("app").audit("again");
  if (depth > 1) return;
  await once(new Worker(new URL(import.meta.url), { workerData: { depth: 2 } }), "exit");
}

function turn() {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

if (isMainThread) await ways[process.argv[2]](process.argv[3]);
else await inWorker(workerData.depth);
