// Logs numbered records by `process.stdout`, in the main thread or in a worker whose parent has its output.
//
//   node by-stream.mjs HOW COUNT
import { setTimeout } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { close, configure, info } from "fastlog";

const [how, count] = isMainThread ? process.argv.slice(2) : workerData;

if (isMainThread && how.startsWith("worker")) {
  // Its writes go to the parent, and nowhere else.
  const worker = new Worker(import.meta.filename, { workerData: [how, count], stdout: true });
  let text = "";
  worker.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  worker.once("exit", async () => {
    // What it wrote last is on its way.
    while (!text.includes(`record ${count - 1}\n`) && text.length < count) await setTimeout(1);
    process.stdout.write(`of the worker:\n${text}`);
  });
} else {
  configure({ backend: "process.stdout?buffer=64mb", tag: "main" });
  if (how === "patched") {
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...more) => write(text.replaceAll("record", "RECORD"), ...more);
  }
  for (let i = 0; i < count; i++) info("record {}", i);
  if (how.endsWith("exit")) process.exit();
  if (how.endsWith("close")) await close();
}
