import { flushSync, info } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { MESSAGE, secret } from "../records/records.js";
import { pinoLine } from "./proof.js";

// A record with secrets. Whether they are redacted is up to whoever made the loggers.

/** @param {(i: number) => object} arriving What has to arrive. */
export function secrets(arriving) {
  return {
    name: "fastlog: secrets",
    batch() {
      for (let i = 0; i < BATCH; i++) info(MESSAGE, secret(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, arriving),
  };
}

/**
 * @param {ReturnType<import("./pino.js").pinoTo>} pino
 * @param {(i: number) => object} arriving
 */
export function pinoSecrets({ logger, flush }, arriving) {
  return {
    name: "pino: secrets",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(secret(i), MESSAGE);
    },
    flush,
    proof: pinoLine(MESSAGE, arriving),
  };
}
