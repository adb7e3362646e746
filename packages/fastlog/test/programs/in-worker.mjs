// Runs another program in a worker thread, and nothing else.
import { Worker } from "node:worker_threads";

const [name, ...argv] = process.argv.slice(2);

const worker = new Worker(new URL(name, import.meta.url), { argv });
// What the thread dies of is not to end the process before it is through.
worker.on("error", ({ message }) => console.error(message));
