// Prints to what the functions of `fastlog` are bound in modules that import them, and what these modules share.
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import * as namespace from "fastlog";
import { configure, createLevels, FastlogError, info, logger } from "fastlog";
import { about } from "./about.cjs";
import common from "./common.cjs";
import { info as passedOn } from "./passed-on.mjs";
import { facts as queried } from "./queried.mjs?v=1";

const require = createRequire(import.meta.url);
const dynamic = await import("fastlog");

const inWorker = (options) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), options);
    worker.once("message", resolve).once("error", reject);
  });

const facts = {
  "an ES module": about(info),
  "a namespace": about(namespace.info),
  "a later import": about(dynamic.info),
  createRequire: about(require("fastlog").info),
  "a CommonJS module": common.facts,
  "a module with a query": queried,
  "a worker": await inWorker(),
  "a worker without options of Node": await inWorker({ execArgv: [] }),
  "a module that exports them again": about(passedOn),
  "a CommonJS module that exports them again": about(require("./passed-on.cjs").info),
  "its logger": logger(import.meta).target,
};
const shared = Object.entries({ configure, createLevels, FastlogError, logger });
console.log(
  JSON.stringify({
    facts,
    isShared: shared.every(
      ([name, value]) => common.shared[name] === value && dynamic[name] === value,
    ),
    isSame: common.isSame,
    isWhole: common.names.join() === Object.keys(namespace).join(),
    resolved: [require.resolve("fastlog"), new URL(import.meta.resolve("fastlog")).pathname],
  }),
);
