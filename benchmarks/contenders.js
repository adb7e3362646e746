import { configure } from "fastlog";
import pino from "pino";
import { floor } from "./floor.js";
import { BATCH } from "./measure/batch.js";
import { message, threeIntegers } from "./messages.js";

/**
 * Whatever logs to a path, in the order in which they take turns. Each has a loop of its own: with
 * one for all, V8 would see many callees in one place and inline none of them.
 *
 * @param {string} path
 * @returns {{ name: string, batch: () => void, flush: () => void }[]}
 */
export function contenders(path) {
  configure({ backend: `file://${path}` });
  return [
    floor(path),
    message(),
    threeIntegers(),
    pinoBuffered(path),
    pinoUnbuffered(path),
    pinoDefault(path),
  ];
}

/** @param {string} path */
function pinoBuffered(path) {
  const destination = pino.destination({ dest: path, sync: true, minLength: 4096 });
  const logger = pino(destination);
  return {
    name: "pino: message, buffered",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info("hello world");
    },
    flush: () => destination.flushSync(),
  };
}

/** @param {string} path */
function pinoUnbuffered(path) {
  const destination = pino.destination({ dest: path, sync: true });
  const logger = pino(destination);
  return {
    name: "pino: message, unbuffered",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info("hello world");
    },
    flush: () => destination.flushSync(),
  };
}

/** @param {string} path */
function pinoDefault(path) {
  const destination = pino.destination(path);
  const logger = pino(destination);
  return {
    name: "pino: message, default",
    batch() {
      for (let i = 0; i < BATCH; i++) logger.info("hello world");
    },
    flush: () => destination.flushSync(),
  };
}
