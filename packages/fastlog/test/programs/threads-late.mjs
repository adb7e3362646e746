// Changes the filter before, while and after workers start; each says what it has once it has settled.
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { configure, enabled, setFilter } from "fastlog";

const start = () => new Worker(new URL(import.meta.url), { env: { LOG: "warn" } });
const answer = async (worker) => (await once(worker, "message"))[0];

if (isMainThread) {
  configure({ filter: "info" });
  const early = start();
  // Its environment data is that of before; it opens its channel after this.
  setFilter("trace");
  const late = start();
  await Promise.all([once(early, "online"), once(late, "online")]);
  for (const worker of [early, late]) {
    while (!(await ask(worker))) {}
    console.log(worker === early ? "early" : "late", "trace");
  }
  try {
    setFilter("info,app=loud");
  } catch (error) {
    console.log(error.code);
  }
  console.log(await ask(early), await ask(late), enabled("trace"));
  early.unref();
  late.unref();
} else {
  parentPort.on("message", () => parentPort.postMessage(enabled("trace")));
}

function ask(worker) {
  worker.postMessage("?");
  return answer(worker);
}
