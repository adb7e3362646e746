import { BOUND, ERROR, FAILURE, failed, fields, MESSAGE, nested, SCHEMA } from "./records.js";

export { BOUND, ERROR, FAILURE, fields, MESSAGE, nested, SCHEMA };

/**
 * What every contender logs: the same records. What has to arrive of record number i is its message and
 * its fields; `numbered` says that it tells its own number, as `ms`.
 *
 * @typedef {object} Scenario
 * @property {string} title
 * @property {"info" | "error"} level
 * @property {(i: number) => string} message
 * @property {(i: number) => Record<string, unknown>} fields
 * @property {boolean} numbered
 */

/** Two kilobytes of plain letters. */
export const LONG = "a request for /orders/4711 was answered by the cache; "
  .repeat(38)
  .slice(0, 2048);

/** Of two, three and four bytes in UTF-8, some of them in a pair of UTF-16 units. */
export const UNICODE = "Zażółć gęślą jaźń: 数据库连接已关闭 – Ünïcödé ✓ 🚀 über alles";

/** Where the three integers start over: 7,919 times that still is a 32-bit integer. */
const WRAP = 200_000;

/** The three integers of a record. @param {number} i */
export function integers(i) {
  const n = i % WRAP;
  return [n * 7919, n * 31, n];
}

const none = () => ({});

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  message: scenario("a message", () => "hello world", none, false),
  integers: scenario(
    "three placeholders",
    (i) => {
      const [a, b, c] = integers(i);
      return `first argument: ${a}, second: ${b}, third: ${c}`;
    },
    none,
    false,
  ),
  fields: scenario("a message and three fields", () => MESSAGE, fields, true),
  child: scenario(
    "... from a child with five fields",
    () => MESSAGE,
    (i) => ({ ...BOUND, ...fields(i) }),
    true,
  ),
  nested: scenario("... and a nested object", () => MESSAGE, nested, true),
  event: scenario("the same as a typed event", () => MESSAGE, nested, true),
  error: { ...scenario("an Error with its stack", () => FAILURE, failed, false), level: "error" },
  long: scenario("a message of 2 KiB", () => LONG, none, false),
  unicode: scenario("a message beyond ASCII", () => UNICODE, none, false),
};

/** What is logged as text, too: whatever a line of text shows of it is for the logger to decide. */
export const TEXT_SCENARIOS = ["message", "integers", "fields"];

function scenario(title, message, fields, numbered) {
  return { title, level: "info", message, fields, numbered };
}
