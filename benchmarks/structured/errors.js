import { error, flushSync } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { ERROR, FAILURE, failed } from "../records/records.js";
import { pinoLine } from "./proof.js";

// An Error with its stack.

export function errors() {
  return {
    name: "fastlog: error",
    batch() {
      for (let i = 0; i < BATCH; i++) error(ERROR, FAILURE);
    },
    flush: flushSync,
    proof: pinoLine(FAILURE, failed),
  };
}

/** @param {ReturnType<import("./pino.js").pinoTo>} pino */
export function pinoErrors({ logger, flush }) {
  return {
    name: "pino: error",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.error(ERROR, FAILURE);
    },
    flush,
    proof: pinoLine(FAILURE, failed),
  };
}
