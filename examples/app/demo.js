// Runs the service under load and reads its log back: `npm run demo` at the root of the repository.
//
//   --keep          keeps the log and prints its path
//   --requests N    number of requests (default 20000)

import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeFiles } from "./demo/files.js";
import { load } from "./demo/load.js";
import { Log } from "./demo/log.js";
import { report, Verdict } from "./demo/report.js";
import { Service } from "./demo/service.js";

/** Time limit for everything here, in milliseconds. */
const DEADLINE = 120_000;

const { values } = parseArgs({
  options: {
    keep: { type: "boolean", default: false },
    requests: { type: "string", default: "20000" },
  },
});

const requests = Number(values.requests);
if (!(requests >= 1)) throw new RangeError(`--requests ${values.requests}: expected 1 or more`);

const work = mkdtempSync(join(tmpdir(), "fastlog-demo-"));
const root = join(work, "files");
const path = join(work, "app.log");
process.once("exit", () => rmSync(values.keep ? root : work, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
setTimeout(() => {
  console.error(`the demo is not done after ${DEADLINE / 1000} s`);
  process.exit(1);
}, DEADLINE).unref();

makeFiles(root);
const service = new Service(root, path);
process.once("exit", () => service.kill());

const done = await load(await service.port(), requests);
const cache = await service.stop();
const log = new Log(path);
const verdict = new Verdict(log, done, cache);

console.log(log.lines.slice(-8).join("\n"));
if (values.keep) console.log(`\nlog         ${path}`);
console.log(report(log, done, cache, verdict));
process.exitCode = verdict.isGood ? 0 : 1;
