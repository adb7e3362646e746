import { deepStrictEqual } from "node:assert/strict";

/**
 * Proves that a line says what was logged: the message and the fields, all of them and no others.
 * What a logger adds by itself is not looked at.
 *
 * @typedef {(line: string, i: number) => void} Proof
 */

/**
 * One JSON object, as pino and fastlog write it.
 *
 * @param {string} message
 * @param {(i: number) => object} fieldsOf
 * @returns {Proof}
 */
export function pinoLine(message, fieldsOf) {
  return (line, i) => {
    const { level, time, hrtime, pid, hostname, tag, target, msg, ...fields } = JSON.parse(line);
    same({ message: msg, fields }, { message, fields: fieldsOf(i) });
  };
}

/** One JSON object, as winston writes it. @type {typeof pinoLine} */
export function winstonLine(message, fieldsOf) {
  return (line, i) => {
    const { level, timestamp, message: text, ...fields } = JSON.parse(line);
    same({ message: text, fields }, { message, fields: fieldsOf(i) });
  };
}

/** One JSON object, as LogTape writes it. @type {typeof pinoLine} */
export function logtapeLine(message, fieldsOf) {
  return (line, i) => {
    const { "@timestamp": _, level, logger, message: text, ...fields } = JSON.parse(line);
    same({ message: text, fields }, { message, fields: fieldsOf(i) });
  };
}

/** A line of fastlog's text, for fields that need no quotes. @type {typeof pinoLine} */
export function textLine(message, fieldsOf) {
  return (line, i) => {
    const pairs = Object.entries(fieldsOf(i)).map(([name, value]) => ` ${name}=${value}`);
    same(line.split("\t").at(-1), message + pairs.join(""));
  };
}

function same(arrived, logged) {
  deepStrictEqual(arrived, logged);
}
