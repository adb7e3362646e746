// Children of the process, by cluster or by fork, log numbered records to where LOG_BACKEND says, and so
// does it itself.
import { fork } from "node:child_process";
import cluster from "node:cluster";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { info } from "fastlog";

const CHILDREN = 3;
const [how, count] = process.argv.slice(2);

if (how === "child" || cluster.isWorker) {
  await log();
  process.exit();
}
const self = fileURLToPath(import.meta.url);
const children = Array.from({ length: CHILDREN }, () =>
  how === "cluster" ? cluster.fork() : fork(self, ["child", count]),
);
const ended = children.map((child) => once(child, "exit"));
await log();
await Promise.all(ended);

async function log() {
  for (let i = 0; i < count; i++) {
    info("record {} of {}", i, process.pid);
    if (i % 100 === 99) await turn();
  }
}
