import { flushSync, info, logger } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { fields, MESSAGE } from "../records/records.js";
import { logtapeLine, pinoLine, textLine, winstonLine } from "./proof.js";

// A message and three primitive fields. Each contender has a loop of its own (../contenders.js).

export function plain() {
  return {
    name: "fastlog: fields",
    batch() {
      for (let i = 0; i < BATCH; i++) info(MESSAGE, fields(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, fields),
  };
}

export function text() {
  return { ...plain(), proof: textLine(MESSAGE, fields) };
}

export function fieldsFirst() {
  return {
    name: "fastlog: fields first",
    batch() {
      for (let i = 0; i < BATCH; i++) info(fields(i), MESSAGE);
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, fields),
  };
}

export function named() {
  const log = logger("app");
  return {
    name: "fastlog: fields, named logger",
    batch() {
      for (let i = 0; i < BATCH; i++) log.info(MESSAGE, fields(i));
    },
    flush: flushSync,
    proof: pinoLine(MESSAGE, fields),
  };
}

/** @param {ReturnType<import("./pino.js").pinoTo>} pino */
export function pinoFields({ logger, flush }) {
  return {
    name: "pino: fields",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(fields(i), MESSAGE);
    },
    flush,
    proof: pinoLine(MESSAGE, fields),
  };
}

/** @param {ReturnType<import("./winston.js").winstonTo>} winston */
export function winstonFields({ logger, flush }) {
  return {
    name: "winston: fields",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(MESSAGE, fields(i));
    },
    flush,
    proof: winstonLine(MESSAGE, fields),
  };
}

/** @param {ReturnType<import("./logtape.js").logtapeTo>} logtape */
export function logtapeFields({ logger, flush }) {
  return {
    name: "LogTape: fields",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info(MESSAGE, fields(i));
    },
    flush,
    proof: logtapeLine(MESSAGE, fields),
  };
}
