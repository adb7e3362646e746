// A child of the measure: one row for one logger, in one process.
//
//   node --expose-gc once.js LOGGER ROW [FILE RECORDS]
//
// prints JSON: the row's figures, measured with /dev/null; or, with a file, logs so many records to it.
import { mkdtempSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, sitesOf } from "./generate.js";
import { loggerOf } from "./loggers.js";
import { ROWS, SEED, SITES } from "./rows.js";

const [, , logger, name, file, records] = process.argv;
const { open, ...idiom } = await loggerOf(logger);
const folder = mkdtempSync(join(tmpdir(), "fastlog-service-"));
const module = await import(program(sitesOf(SITES, SEED), idiom, folder));
rmSync(folder, { recursive: true });

const { log, flush } = open(file ?? "/dev/null");
const row = ROWS[name];
if (file === undefined) {
  const figures = await row.measure({ ...module, log });
  await flush();
  writeSync(1, JSON.stringify(figures));
} else {
  await row.prove({ ...module, log }, Number(records));
  await flush();
  writeSync(1, "{}");
}
