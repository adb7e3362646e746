import { Buffer } from "node:buffer";
import { jsonOf } from "../../encode/object/error-lines.ts";
import { type Comparison, type Condition, holds, type Operand } from "../../where/condition.ts";
import { ESCAPED, formOf, LITERAL, RAW } from "../read/kinds.ts";
import { indexOf, valueAt } from "../read/path.ts";
import { type LevelReader, levelNamed, UNKNOWN } from "../read/read-level.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import { TimeReader } from "../read/read-time.ts";
import { textOf } from "../read/value-text.ts";

/** Says whether a record fulfils a condition. */
export type Test = (record: ReadRecord) => boolean;

/** Names that mean the same in all formats, whatever their keys are. */
const COMMON: Readonly<Record<string, (record: ReadRecord) => number>> = {
  message: (record) => record.message,
  msg: (record) => record.message,
  target: (record) => (record.target === NONE ? record.maybeTarget : record.target),
  tag: (record) => record.tag,
  pid: (record) => record.pid,
  host: (record) => record.host,
  hostname: (record) => record.host,
  err: (record) => record.error,
};

/**
 * Makes the test of a condition. A field that a record does not have fulfils no comparison but `!=`, and no match but
 * `!~`. Numbers are compared with numbers and with texts that are numbers, because logfmt has no types.
 */
export function testOf(condition: Condition, levels: LevelReader): Test {
  switch (condition.kind) {
    case "and": {
      const tests = condition.parts.map((part) => testOf(part, levels));
      return (record) => tests.every((test) => test(record));
    }
    case "or": {
      const tests = condition.parts.map((part) => testOf(part, levels));
      return (record) => tests.some((test) => test(record));
    }
    case "not": {
      const test = testOf(condition.part, levels);
      return (record) => !test(record);
    }
    case "exists": {
      const find = finder(condition.path);
      return (record) => find(record) !== NONE || valueAt(record, condition.path) !== undefined;
    }
    case "matches": {
      const { pattern } = condition;
      const text = texts(condition.path, levels);
      return (record) => {
        const value = text(record);
        return value !== undefined && pattern.test(value);
      };
    }
    case "in": {
      const tests = condition.operands.map((operand) =>
        compared(condition.path, "=", operand, levels),
      );
      return (record) => tests.some((test) => test(record));
    }
    case "compare":
      return compared(condition.path, condition.comparison, condition.operand, levels);
  }
}

function compared(
  path: string,
  comparison: Comparison,
  operand: Operand,
  levels: LevelReader,
): Test {
  if (comparison === "!=") {
    const equal = compared(path, "=", operand, levels);
    return (record) => !equal(record);
  }
  if (path === "level") {
    const level = levelNamed(operand.text).number;
    if (level !== UNKNOWN) {
      return (record) => {
        const { number } = levels.of(record);
        return number !== UNKNOWN && holds(comparison, number - level);
      };
    }
  }
  if (path === "time") {
    const times = new TimeReader();
    const { ms } = times.ofText(operand.text);
    if (!Number.isNaN(ms)) return (record) => holds(comparison, times.of(record).ms - ms);
  }
  return comparedValue(path, comparison, operand, levels);
}

function comparedValue(
  path: string,
  comparison: Comparison,
  operand: Operand,
  levels: LevelReader,
): Test {
  const find = finder(path);
  const text = texts(path, levels);
  const number = operand.isBare && operand.text !== "" ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    return (record) => {
      const at = find(record);
      const value = at === NONE ? numberOf(text(record)) : numberAt(record, at);
      return holds(comparison, value - number);
    };
  }
  if (comparison !== "=") {
    return (record) => {
      const value = text(record);
      if (value === undefined) return false;
      return holds(comparison, value < operand.text ? -1 : value > operand.text ? 1 : 0);
    };
  }
  const bytes = Buffer.from(operand.text);
  const isNull = operand.isBare && operand.text === "null";
  return (record) => {
    const at = find(record);
    if (at === NONE) return text(record) === operand.text;
    if (isNull && formOf(record.kinds[at]!) !== LITERAL) return false;
    const from = record.froms[at]!;
    if ((record.kinds[at]! & ESCAPED) !== 0) return textOf(record, at) === operand.text;
    const { length } = bytes;
    if (record.tos[at]! - from !== length) return false;
    for (let i = 0; i < length; i++) if (record.bytes[from + i] !== bytes[i]) return false;
    return true;
  };
}

/** Finds the pair of a name: of a meaning, else of the key with this name. */
function finder(path: string): (record: ReadRecord) => number {
  const common = Object.hasOwn(COMMON, path) ? COMMON[path] : undefined;
  if (common === undefined) return (record) => indexOf(record, path);
  return (record) => {
    const at = common(record);
    return at === NONE ? indexOf(record, path) : at;
  };
}

/** The text of a value; objects as JSON. `undefined` if the record has no such field. */
function texts(path: string, levels: LevelReader): (record: ReadRecord) => string | undefined {
  const find = finder(path);
  return (record) => {
    const at = find(record);
    if (at !== NONE) return textOf(record, at);
    const value = valueAt(record, path);
    if (value === undefined)
      return path === "level" ? levels.of(record).name.toLowerCase() || undefined : undefined;
    return typeof value === "string" ? value : jsonOf(value);
  };
}

/** A number of JSON, or a text that is one; NaN for any other value. */
function numberAt(record: ReadRecord, at: number): number {
  const from = record.froms[at]!;
  const to = record.tos[at]!;
  const { bytes } = record;
  // Most are short whole numbers.
  let whole = 0;
  let i = from;
  for (; i < to && i < from + 15; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
  }
  if (i === to && i > from) return whole;
  const form = formOf(record.kinds[at]!);
  return numberOf(
    form === LITERAL || form === RAW ? bytes.toString("latin1", from, to) : textOf(record, at),
  );
}

function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}
