import { Buffer } from "node:buffer";
import type { Filter } from "../../filter/filter.ts";
import { LEVELS } from "../../level.ts";
import type { Condition } from "../../where/condition.ts";
import type { LevelReader } from "../read/read-level.ts";
import { UNKNOWN } from "../read/read-level.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import type { TimeReader } from "../read/read-time.ts";
import { textOf } from "../read/value-text.ts";
import { type Needles, needlesOf } from "./needle.ts";
import { type Test, testOf } from "./test.ts";

export interface SelectionOptions {
  /** In the language of `LOG`. */
  readonly filters: readonly Filter[];
  readonly where: readonly Condition[];
  /** Number of the least severe level. */
  readonly level: number | undefined;
  /** In milliseconds since 1970. A record without a time is in no range. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** The start of a line of fastlog's and pino's JSON, before the level's number. */
const LEVEL_FIRST = Buffer.from('{"level":');

/** Says which records are shown. */
export class Selection {
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Everything passes, also lines that are no records. */
  readonly isEverything: boolean;
  /** A line that passes has one of each set. */
  readonly needles: readonly Needles[];

  readonly #filters: readonly Filter[];
  readonly #tests: readonly Test[];
  /** A record below this level does not pass, whatever its target is. */
  readonly #least: number;
  readonly #levels: LevelReader;
  readonly #times: TimeReader;

  constructor(options: SelectionOptions, levels: LevelReader, times: TimeReader) {
    this.since = options.since;
    this.until = options.until;
    this.#filters = options.filters;
    this.#tests = options.where.map((condition) => testOf(condition, levels));
    this.#least = Math.max(
      options.level ?? 0,
      ...options.filters.map(({ mostVerbose }) => mostVerbose),
    );
    this.#levels = levels;
    this.#times = times;
    const { filters, where, level, since, until } = options;
    this.isEverything =
      filters.length + where.length === 0 &&
      [level, since, until].every((one) => one === undefined);
    this.needles = [...where.flatMap(needlesOf), ...filters.flatMap(patternNeedles)];
  }

  /** Whether a record passes. One without a level counts as `info`. */
  passes(record: ReadRecord): boolean {
    if (this.isEverything) return true;
    if (this.#least > 0 && this.#levelOf(record) < this.#least) return false;
    for (const filter of this.#filters) if (!this.#isIn(filter, record)) return false;
    for (const test of this.#tests) if (!test(record)) return false;
    if (this.since === undefined && this.until === undefined) return true;
    const { ms } = this.#times.of(record);
    return ms >= (this.since ?? -Infinity) && ms <= (this.until ?? Infinity);
  }

  /** Whether a line need not be read: the number of its level is in its usual place, and is too low. */
  isTooLow(bytes: Buffer, from: number): boolean {
    if (this.#least === 0) return false;
    for (let i = 0; i < LEVEL_FIRST.length; i++)
      if (bytes[from + i] !== LEVEL_FIRST[i]) return false;
    const tens = bytes[from + 9]! - 0x30;
    const ones = bytes[from + 10]! - 0x30;
    const isNumber = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && bytes[from + 11] === 0x2c;
    return isNumber && tens * 10 + ones < this.#least;
  }

  #levelOf(record: ReadRecord): number {
    const { number } = this.#levels.of(record);
    return number === UNKNOWN ? LEVELS.info : number;
  }

  #isIn(filter: Filter, record: ReadRecord): boolean {
    const at = record.target === NONE ? record.maybeTarget : record.target;
    const target = at === NONE ? "" : textOf(record, at);
    if (!filter.passes(target, this.#levelOf(record))) return false;
    if (filter.pattern === undefined) return true;
    return filter.pattern.test(record.message === NONE ? "" : textOf(record, record.message));
  }
}

function patternNeedles({ pattern }: Filter): readonly Needles[] {
  if (pattern === undefined) return [];
  return needlesOf({ kind: "matches", path: "message", pattern });
}
