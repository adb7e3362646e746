import { Buffer } from "node:buffer";
import type { Logger } from "../call/logger.ts";
import { LEVEL_NAMES } from "../level.ts";
import { SystemDate } from "../time/system-time.ts";

/** Logs one record of a kind, which the name says. */
export interface SampleRecord {
  readonly name: string;
  readonly log: (logger: Logger) => void;
}

/** Whatever breaks a line, a terminal, or the syntax of a format. */
const HOSTILE =
  "a\nb\r\n\u0000\u001b[31m\u007f\u009b\u2028\u2029\u202e\"'\\`{}[]<>&=,;:%\ud800 ü€😀\t";

class Account {
  readonly #secret = 1;
  get secret(): number {
    return this.#secret;
  }
}

const circular: Record<string, unknown> = { name: "circular" };
circular["self"] = circular;

const throwing = {
  get value(): never {
    throw new Error("a getter that throws");
  },
};

const VALUES: Readonly<Record<string, unknown>> = {
  "a text": "text",
  "an empty text": "",
  "a text of control characters": HOSTILE,
  "an integer": 17,
  "a fraction": 0.1,
  "a negative zero": -0,
  "no number": Number.NaN,
  "an infinity": Number.POSITIVE_INFINITY,
  "a small bigint": 17n,
  "a large bigint": 2n ** 100n,
  true: true,
  null: null,
  undefined: undefined,
  "a date": new SystemDate(0),
  "an invalid date": new SystemDate(Number.NaN),
  "a list": [1, "two", null, undefined, [3]],
  "an object": { a: 1, b: { c: "d" }, "": 0, "a b": 1, [HOSTILE]: 2 },
  "an object without a prototype": Object.assign(Object.create(null), { a: 1 }),
  "an object named __proto__": JSON.parse('{"__proto__":{"a":1}}'),
  "an instance": new Account(),
  "a Map": new Map<unknown, unknown>([
    ["a", 1],
    [{}, 2],
  ]),
  "a Set": new Set([1, "two"]),
  "a Buffer": Buffer.from("bytes"),
  "a typed array": new Float64Array([1, 2]),
  "a function": function named() {},
  "a symbol": Symbol("symbol"),
  "a regular expression": /a+/g,
  "an error": new TypeError("of several\nlines", { cause: new Error("its cause") }),
  "several errors": new AggregateError([new Error("one"), "two"], "both"),
  "a circle": circular,
  "what throws when it is read": throwing,
};

/** Records of each level, of each kind of value, and with each kind of name. */
export const SAMPLES: readonly SampleRecord[] = [
  ...LEVEL_NAMES.map((level) => ({
    name: `a record of level ${level}`,
    log: (logger: Logger) => logger[level]("at a level", { level: "a field", time: 0, msg: "m" }),
  })),
  ...Object.entries(VALUES).flatMap(([name, value]) => [
    { name: `${name} in a field`, log: (logger: Logger) => logger.info("with", { value }) },
    { name: `${name} in a message`, log: (logger: Logger) => logger.info("value {}", value) },
  ]),
  { name: "a message without fields", log: (logger) => logger.info("alone") },
  { name: "an empty message", log: (logger) => logger.info("") },
  { name: "a message of control characters", log: (logger) => logger.info("{}", HOSTILE) },
  { name: "an error alone", log: (logger) => logger.error(new Error("alone")) },
  { name: "a field of a child logger", log: (logger) => logger.child({ id: 7 }).info("child") },
  { name: "500 fields", log: (logger) => logger.info("many", fields(500)) },
];

/** Records that are longer than {@link SHORT} bytes, which values have to be shortened for. */
export const LONG_SAMPLES: readonly SampleRecord[] = [
  { name: "a long message", log: (logger) => logger.info("{}", "long ".repeat(10_000)) },
  { name: "a long field", log: (logger) => logger.info("with", { long: "ü€😀".repeat(10_000) }) },
  { name: "a long list", log: (logger) => logger.info("with", { list: fields(200) }) },
];

/** A limit of records, in bytes. */
export const SHORT = 2_048;

/** So many fields with texts. */
export function fields(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`field${i}`, `value ${i}`]));
}
