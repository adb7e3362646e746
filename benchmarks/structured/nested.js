import { defineEvent, flushSync, info } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { MESSAGE, nested, SCHEMA } from "../records/records.js";
import { logtapeLine, pinoLine, winstonLine } from "./proof.js";

// A record with an object among its fields: as a typed event, and as plain fields.

export function event() {
  const requestDone = defineEvent("info", MESSAGE, SCHEMA);
  return {
    name: "fastlog: event",
    batch() {
      for (let i = 0; i < BATCH; i++) requestDone(nested(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, nested),
  };
}

export function plain() {
  return {
    name: "fastlog: nested",
    batch() {
      for (let i = 0; i < BATCH; i++) info(MESSAGE, nested(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, nested),
  };
}

/** @param {ReturnType<import("./pino.js").pinoTo>} pino */
export function pinoNested({ logger, flush }) {
  return {
    name: "pino: nested",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(nested(i), MESSAGE);
    },
    flush,
    proof: pinoLine(MESSAGE, nested),
  };
}

/** @param {ReturnType<import("./winston.js").winstonTo>} winston */
export function winstonNested({ logger, flush }) {
  return {
    name: "winston: nested",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(MESSAGE, nested(i));
    },
    flush,
    proof: winstonLine(MESSAGE, nested),
  };
}

/** @param {ReturnType<import("./logtape.js").logtapeTo>} logtape */
export function logtapeNested({ logger, flush }) {
  return {
    name: "LogTape: nested",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(MESSAGE, nested(i));
    },
    flush,
    proof: logtapeLine(MESSAGE, nested),
  };
}
