import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { SCENARIOS } from "./scenarios.js";

/**
 * What a line says, as its logger's reader understands it: what the logger adds by itself is left out.
 *
 * @typedef {{ level: string, message: string, fields: Record<string, unknown> }} Read
 */

/**
 * Proves that lines are the records of a scenario, one after the other, and counts what is missing.
 */
export class Proof {
  /** Lines that were looked at. */
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
   * Throws unless it is a record that was logged, behind those before it. Records may be missing in
   * between only if they tell their number; others are counted by their lines.
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

/** The quick comparison is for millions of lines; what it does not find equal is looked at closely. */
function same(fields, expected) {
  if (isFlat(fields, expected)) return;
  deepStrictEqual(comparable(fields), comparable(expected));
}

function isFlat(fields, expected) {
  const names = Object.keys(expected);
  if (Object.keys(fields).length !== names.length) return false;
  return names.every((name) => fields[name] === expected[name]);
}

/** Of an Error the class is not always told, and what is beside message, stack and code never counts. */
function comparable(fields) {
  if (fields.err === undefined) return fields;
  const { message, stack, code } = fields.err;
  return { ...fields, err: { message, stack, code } };
}
