import { flushSync, logger } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { BOUND, fields, MESSAGE } from "../records/records.js";
import { pinoLine } from "./proof.js";

// The same record, logged by a child that has five fields bound.

const both = (i) => ({ ...BOUND, ...fields(i) });

export function child() {
  const log = logger("app").child(BOUND);
  return {
    name: "fastlog: child",
    batch() {
      for (let i = 0; i < BATCH; i++) log.info(MESSAGE, fields(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, both),
  };
}

/** @param {ReturnType<import("./pino.js").pinoTo>} pino */
export function pinoChild({ logger, flush }) {
  const log = logger.child(BOUND);
  return {
    name: "pino: child",
    batch() {
      for (let i = 0; i < BATCH; i++) log.info(fields(i), MESSAGE);
    },
    flush,
    proof: pinoLine(MESSAGE, both),
  };
}
