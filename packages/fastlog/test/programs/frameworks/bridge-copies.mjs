// Bridges console through one copy of the package and the package debug through another, in the thread that is named.
// Arguments: the folder of the other copy, and "main" or "worker".
import { createRequire } from "node:module";
import { join } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { bridge } from "fastlog/bridge";

const [folder, where] = isMainThread ? process.argv.slice(2) : workerData;
const require = createRequire(import.meta.url);

if (isMainThread && where === "worker") {
  // The main thread is not bridged by what its worker does.
  new Worker(new URL(import.meta.url), { workerData: [folder, where] }).on("exit", () => {
    console.log("main prints");
  });
} else {
  const other = require(join(folder, "bridge.cjs"));
  bridge({ console: true });
  other.bridge({ debug: true });
  console.log("one");
  require("debug")("app:db")("two");
  other.unbridge();
  console.log("three prints");
}
