import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { SCENARIOS } from "./scenarios.js";

/**
 * The record in a line, as its logger's adapter reads it, without the members that the logger adds.
 *
 * @typedef {{ level: string, message: string, fields: Record<string, unknown> }} Read
 */

/**
 * Proves that lines are the records of a scenario, in order.
 */
export class Proof {
  /** Lines so far. */
  records = 0;
  #scenario;
  #next;

  /**
   * @param {string} scenario
   * @param {number} [from] The number of the first record.
   */
  constructor(scenario, from = 0) {
    this.#scenario = SCENARIOS[scenario];
    this.#next = from;
  }

  /**
   * Throws unless it is a record that was logged after those before it. Records may be missing in between if they have their
   * number.
   *
   * @param {Read} read
   */
  record({ level, message, fields }) {
    const { numbered, ...expected } = this.#scenario;
    const i = numbered ? Number(fields.ms) : this.#next;
    if (!(i >= this.#next)) throw new Error(`record ${i} is out of order`);
    strictEqual(level, expected.level);
    strictEqual(message, expected.message(i));
    same(fields, expected.fields(i));
    this.#next = i + 1;
    this.records++;
  }
}

/** Compares flat objects first, as there may be millions, and others deeply. */
function same(fields, expected) {
  if (isFlat(fields, expected)) return;
  deepStrictEqual(comparable(fields), comparable(expected));
}

function isFlat(fields, expected) {
  const names = Object.keys(expected);
  if (Object.keys(fields).length !== names.length) return false;
  return names.every((name) => fields[name] === expected[name]);
}

/** Not all loggers write an Error's class, so only message, stack and code are compared. */
function comparable(fields) {
  if (fields.err === undefined) return fields;
  const { message, stack, code } = fields.err;
  return { ...fields, err: { message, stack, code } };
}
