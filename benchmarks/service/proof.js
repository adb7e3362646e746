import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { child } from "../measure/child.js";
import { expected, keeping } from "./expected.js";
import { program, sitesOf } from "./generate.js";
import { loggerOf } from "./loggers.js";
import { ROWS, SEED, SITES } from "./rows.js";

const RECORDS = 3_000;

/**
 * Proves that a logger writes every record of each row once and in order. Throws if it does not.
 *
 * @param {string} logger
 * @param {{ env?: Record<string, string>, flags?: string[], node?: string }} [how] How its process is run.
 * @returns {Promise<number>} How many lines were read.
 */
export async function prove(logger, how = {}) {
  const { read } = await loggerOf(logger);
  const folder = mkdtempSync(join(tmpdir(), "fastlog-service-"));
  let lines = 0;
  try {
    const module = await import(program(sitesOf(SITES, SEED), keeping, folder));
    for (const [row, { prove }] of Object.entries(ROWS)) {
      if (prove === undefined) continue;
      const path = join(folder, "records.log");
      writeFileSync(path, "");
      child("service/once.js", { ...how, args: [logger, row, path, String(RECORDS)] });
      const written = readFileSync(path, "utf8").split("\n").slice(0, -1);
      const said = written.map((line) => withoutStack(read(line, "json")));
      const wanted = logger === "nothing" ? [] : await expected(row, module, RECORDS);
      deepStrictEqual(said, wanted, `${logger}, ${row}`);
      lines += said.length;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return lines;
}

/** Every logger writes an error's stack, and some write the error's other members. */
function withoutStack({ level, message, fields }) {
  if (fields.err === undefined) return { level, message, fields };
  const { type, message: text, code } = fields.err;
  return { level, message, fields: { ...fields, err: { type, message: text, code } } };
}
