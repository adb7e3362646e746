import { readPairs } from "../read.js";

// Reads the lines of the programs in this folder.

/** @typedef {import("../../records/proof.js").Read} Read */

/** @param {string} line @returns {Read} */
export function readSpdlog(line) {
  if (line.startsWith("{")) {
    const { level, time, pid, msg, ...fields } = JSON.parse(line);
    return { level, message: msg, fields };
  }
  const [, , level, message] = line.split("\t");
  return { level, message, fields: {} };
}

/** @param {string} line @returns {Read} */
export function readZerolog(line) {
  const { level, time, message, ...fields } = JSON.parse(line);
  return { level, message, fields };
}

/** @param {string} line @returns {Read} */
export function readZap(line) {
  const { level, ts, msg, ...fields } = JSON.parse(line);
  return { level, message: msg, fields };
}

/** It has text only. @param {string} line @returns {Read} */
export function readEnvLogger(line) {
  const [, level, text] = /^\[\S+ (\w+) +\w+\] (.*)$/.exec(line);
  const end = text.search(/ \w+=/);
  return {
    level: level.toLowerCase(),
    message: end === -1 ? text : text.slice(0, end),
    fields: readPairs(text),
  };
}
