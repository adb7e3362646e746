// A primary process with two workers of a cluster, each of which logs that it runs; all end on SIGHUP.
import cluster from "node:cluster";
import { info } from "fastlog";

info("runs");
const running = setInterval(() => {}, 1000);
process.once("SIGHUP", () => {
  clearInterval(running);
  for (const worker of Object.values(cluster.workers ?? {})) worker.process.kill("SIGHUP");
  process.disconnect?.();
});
if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork();
