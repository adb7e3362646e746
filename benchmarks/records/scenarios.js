import {
  BOUND,
  FAILURE,
  failed,
  fields,
  integers,
  LONG,
  MESSAGE,
  nested,
  PATTERNS,
  PER_CONTEXT,
  REDACT,
  redacted,
  request,
  secrets,
  TRACE,
  UNICODE,
} from "./records.js";

/**
 * What all contenders log, and what has to arrive: the message and the fields of record number i.
 *
 * @typedef {object} Scenario
 * @property {string} title
 * @property {"info" | "error"} level
 * @property {(i: number) => string} message
 * @property {(i: number) => Record<string, unknown>} fields
 * @property {boolean} numbered Whether a record tells its number, as the field `ms`.
 * @property {readonly string[]} [only] The contenders that log it; all unless told.
 * @property {object} [settings] What the logger is configured with beside destination and format: options that pino
 *   and fastlog share.
 */

const none = () => ({});
const REDACTING = ["floor", "fastlog", "pino-buffered"];

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
  fieldsFirst: own("a message and three fields, fields first", fields),
  named: own("a message and three fields, by a named logger", fields),
  context: own("... in a context with five fields", (i) => ({ ...BOUND, ...fields(i) })),
  contexts: own("... in a context of its own for each ten records", (i) => ({
    ...request(i - (i % PER_CONTEXT)),
    ...fields(i),
  })),
  traced: {
    ...own("... in a span of OpenTelemetry", (i) => ({ ...TRACE, ...fields(i) })),
    settings: { trace: "auto" },
  },
  searched: {
    ...own("... searched for all kinds of secrets", fields),
    settings: { redact: { patterns: PATTERNS } },
  },
  limited: {
    ...own("... under a limit that is not reached", fields),
    settings: { limit: "1000000000/s" },
  },
  folding: { ...own("... compared with the record before", fields), settings: { repeats: "1h" } },
  secrets: { ...scenario("a record with secrets", () => MESSAGE, secrets, false), only: REDACTING },
  redacted: {
    ...scenario("... which are redacted", () => MESSAGE, redacted, false),
    only: REDACTING,
    settings: { redact: REDACT },
  },
  error: { ...scenario("an Error with its stack", () => FAILURE, failed, false), level: "error" },
  long: scenario("a message of 2 KiB", () => LONG, none, false),
  unicode: scenario("a message beyond ASCII", () => UNICODE, none, false),
};

/** Scenarios that are logged as text, too. */
export const TEXT_SCENARIOS = ["message", "integers", "fields"];

function scenario(title, message, fields, numbered) {
  return { title, level: "info", message, fields, numbered };
}

/** A scenario in which fastlog is compared with itself. */
function own(title, fields) {
  return { ...scenario(title, () => MESSAGE, fields, true), only: ["floor", "fastlog"] };
}

/** The scenarios that a contender logs in a format. @param {string} id @param {import("../loggers/logger.js").Format} format */
export function scenariosOf(id, format) {
  const names = format === "text" ? TEXT_SCENARIOS : Object.keys(SCENARIOS);
  return names.filter((name) => SCENARIOS[name].only?.includes(id) ?? true);
}
