import type { Buffer } from "node:buffer";
import { LEVELS, levelOf, recordLevel } from "../../level.ts";
import { NONE, type ReadRecord } from "./read-record.ts";

/** A record's level is not known. */
export const UNKNOWN = 0;

const ZERO = 0x30;

/** A level of a record. */
export interface ShownLevel {
  /** As in pino: 10 to 60, or 1 to 99 for a level of a program's own; {@link UNKNOWN} if it cannot be compared. */
  readonly number: number;
  /** In upper case, as it is shown. */
  readonly name: string;
}

const NO_LEVEL: ShownLevel = { number: UNKNOWN, name: "" };

/** Names of levels that only other systems have. Those of syslog and of winston are known to `recordLevel`. */
const FOREIGN: ReadonlyMap<string, number> = new Map([
  ["default", LEVELS.info],
  ["ok", LEVELS.info],
  ["dpanic", LEVELS.fatal],
  // OpenTelemetry has four of each.
  ...Object.entries(LEVELS).flatMap(([name, number]) =>
    [2, 3, 4].map((step): [string, number] => [`${name}${step}`, number]),
  ),
]);

const MOST_REMEMBERED = 256;

/** Reads the level of records. */
export class LevelReader {
  readonly #byNumber: ShownLevel[] = [];
  #byName = new Map<string, ShownLevel>();

  /**
   * The level of a record. If the record has it under a name that others use for something else, that becomes its level,
   * and what stands in the usual place a field.
   */
  of(record: ReadRecord): ShownLevel {
    if (record.fixedLevel !== 0) return this.#numbered(record.fixedLevel);
    const at = record.level;
    const level =
      at === NONE ? NO_LEVEL : this.read(record.bytes, record.froms[at]!, record.tos[at]!);
    return level.number === UNKNOWN ? this.#indirect(record, level) : level;
  }

  /** A level by its number or name. */
  read(bytes: Buffer, from: number, to: number): ShownLevel {
    const length = to - from;
    const first = bytes[from]! - ZERO;
    if (length === 2 && first >= 1 && first <= 9) {
      const second = bytes[from + 1]! - ZERO;
      if (second >= 0 && second <= 9) return this.#numbered(first * 10 + second);
    }
    if (length > 24 || length === 0) return NO_LEVEL;
    return this.#named(bytes.toString("latin1", from, to));
  }

  #indirect(record: ReadRecord, unknown: ShownLevel): ShownLevel {
    const maybe = record.maybeLevel;
    if (maybe !== NONE) {
      const from = record.froms[maybe]!;
      const name = record.bytes.toString("latin1", from, Math.min(record.tos[maybe]!, from + 24));
      const level = /^[a-z]+$/i.test(name) ? this.#named(name) : NO_LEVEL;
      if (level.number !== UNKNOWN) {
        record.level = maybe;
        return level;
      }
    }
    const severity = record.severityNumber;
    if (severity === NONE) return unknown;
    const number = Number(
      record.bytes.toString("latin1", record.froms[severity]!, record.tos[severity]!),
    );
    // Of OpenTelemetry's 24, each four are one of the six.
    return number >= 1 && number <= 24
      ? this.#numbered(Math.floor((number + 3) / 4) * 10)
      : unknown;
  }

  #numbered(number: number): ShownLevel {
    const known = this.#byNumber[number];
    if (known !== undefined) return known;
    const isOne = number % 10 === 0 && number >= LEVELS.trace && number <= LEVELS.fatal;
    const level = { number, name: isOne ? levelOf(number).toUpperCase() : String(number) };
    this.#byNumber[number] = level;
    return level;
  }

  #named(text: string): ShownLevel {
    const known = this.#byName.get(text);
    if (known !== undefined) return known;
    const level = levelNamed(text);
    if (this.#byName.size === MOST_REMEMBERED) this.#byName = new Map();
    this.#byName.set(text, level);
    return level;
  }
}

/** The level of a name as other programs write it: `warning`, `INFO`, `Error`. */
export function levelNamed(text: string): ShownLevel {
  const lower = text.trim().toLowerCase();
  const number = FOREIGN.get(lower) ?? recordLevel(lower) ?? UNKNOWN;
  if (number === UNKNOWN)
    return { number, name: /^[\w-]*$/.test(lower) ? lower.toUpperCase() : "" };
  const name = /^\d/.test(lower) ? levelOf(number) : lower;
  return { number, name: SHORT.get(name) ?? name.toUpperCase() };
}

/** Long names that mean exactly one of the six. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ["warning", "WARN"],
  ["information", "INFO"],
  ["informational", "INFO"],
  ["err", "ERROR"],
  ["critical", "CRIT"],
  ["emergency", "EMERG"],
]);
