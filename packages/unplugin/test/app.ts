import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folder } from "../../fastlog/test/folder.ts";

const FASTLOG = join(import.meta.dirname, "../../fastlog");

const FILES: Readonly<Record<string, string>> = {
  "package.json": `{ "name": "shop", "type": "module" }`,
  "src/main.js": `import { once } from "node:events";
import { Worker } from "node:worker_threads";
import * as fl from "fastlog";
import { configure, createLevels, debug, defineEvent, enabled, error, info, log as logAt, logger, warn } from "fastlog";
import { connect } from "./db.ts";
import { ping } from "dep1";
import { query } from "@acme/db/lib/pool.js";
import { early } from "./circle.js";

configure({ format: { template: "{level} {target} {file}:{line} {message}" } });

const log = logger(import.meta);
const child = logger("shop::api").child({ req: 1 });
const done = defineEvent("info", "request done", { type: "object", properties: { status: { type: "integer" } } });
const { notice } = createLevels({ notice: 35 });

export function order(id) {
  info("order {} of {}", id, "user");
  debug("xyzzy debug detail {}", cost(id));
  warn({ id }, "fields first");
  error(new RangeError("broken"), "an error {}", id);
  log.info("by the module");
  child
    .info("by a child over lines {}",
      id);
  fl.info(\`joined \${id}\`);
  logAt("warn", "at a level {}", id);
  info\`tagged \${id} value\`;
  notice("of the program's own level");
  done({ status: 200 });
  if (enabled("debug")) logger("shop::api").debug("xyzzy enabled detail");
}

let costs = 0;
function cost(id) {
  costs += id;
  return costs;
}

order(7);
connect("db1");
ping(3);
query("select 1");
early();
info("costs {}", costs);
const worker = new Worker(process.env.WORKER ?? new URL("./worker.js", import.meta.url));
await once(worker, "exit");
`,
  "src/circle.js": `import { order } from "./main.js";
import { info } from "fastlog";
export function early() {
  info("in a circle {}", typeof order);
}
`,
  "src/db.ts": `import { info, type Logger, logger } from "fastlog";
// The lines of a compiled file differ.
interface Connection {
  readonly name: string;

  readonly log: Logger;
}

export function connect(name: string): Connection {
  const log: Logger = logger("shop::sql");
  info("connecting to {}", name as string);
  log.warn("slow {}", name!);
  return { name, log };
}
`,
  "src/worker.js": `import { info } from "fastlog";

info("in a worker");
`,
  "node_modules/dep1/package.json": `{ "name": "dep1", "main": "index.js" }`,
  "node_modules/dep1/index.js": `"use strict";
const { debug, info } = require("fastlog");

exports.ping = function ping(n) {
  info("ping {}", n);
  debug("xyzzy of a dependency");
};
`,
  "node_modules/@acme/db/package.json": `{ "name": "@acme/db", "type": "module" }`,
  "node_modules/@acme/db/lib/pool.js": `import { logger, info } from "fastlog";

export const query = (sql) => {
  info("query {}", sql);
  logger("sql").info(sql);
};
`,
};

/** All that the program logs, with its places. */
export const LINES: readonly string[] = [
  "INFO shop::main src/main.js:18 order 7 of user",
  "DEBUG shop::main src/main.js:19 xyzzy debug detail 7",
  "WARN shop::main src/main.js:20 fields first id=7",
  "ERROR shop::main src/main.js:21 an error 7",
  "INFO shop::main src/main.js:22 by the module",
  "INFO shop::api src/main.js:24 by a child over lines 7 req=1",
  "INFO shop::main src/main.js:26 joined 7",
  "WARN shop::main src/main.js:27 at a level 7",
  "INFO shop::main src/main.js:28 tagged 7 value",
  "NOTICE shop::main src/main.js:29 of the program's own level",
  "INFO shop::main src/main.js:30 request done status=200",
  "DEBUG shop::api src/main.js:31 xyzzy enabled detail",
  "INFO shop::db src/db.ts:11 connecting to db1",
  "WARN shop::sql src/db.ts:12 slow db1",
  "INFO dep1 node_modules/dep1/index.js:5 ping 3",
  "DEBUG dep1 node_modules/dep1/index.js:6 xyzzy of a dependency",
  "INFO @acme/db::pool node_modules/@acme/db/lib/pool.js:4 query select 1",
  "INFO sql node_modules/@acme/db/lib/pool.js:5 select 1",
  "INFO shop::circle src/circle.js:4 in a circle function",
  "INFO shop::main src/main.js:45 costs 7",
  "INFO shop::worker src/worker.js:3 in a worker",
];

/** Makes an application of several packages that log, and returns its folder. */
export function makeApp(): string {
  const app = folder();
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
  symlinkSync(FASTLOG, join(app, "node_modules/fastlog"));
  return app;
}

/** Lines without the folder of the application, and without what stands below an error's line. */
export function linesOf(stdout: string, app: string): string[] {
  const lines = stdout.replaceAll(`${app}/`, "").split("\n");
  return lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.replace(/ err=.*/, ""));
}
