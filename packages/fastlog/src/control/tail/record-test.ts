import type { CapturedRecord } from "../../capture/capturing-encoder.ts";
import { numberOf, recordLevel } from "../../level.ts";
import { SystemDate } from "../../time/system-time.ts";
import { type Comparison, type Condition, holds, type Operand } from "../../where/condition.ts";
import { parseWhere } from "../../where/where.ts";
import type { Where } from "./tap-order.ts";

/** Values of a record beside its fields that a condition may ask for. */
export interface RecordSource {
  readonly tag: string;
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
}

/** Whether a record is one of those that a client asks for. */
export type RecordTest = (record: CapturedRecord) => boolean;

/**
 * The test of a condition, as `fastlog view --where` has it, or of values that a record must have. Throws for a condition that
 * cannot be parsed.
 */
export function recordTest(where: Where, source: RecordSource): RecordTest {
  if (typeof where === "string") return testOf(parseWhere(where, "where"), source);
  return allOf(Object.entries(where).map(([path, value]) => sameTest(path, value, source)));
}

function testOf(condition: Condition, source: RecordSource): RecordTest {
  switch (condition.kind) {
    case "and":
      return allOf(condition.parts.map((part) => testOf(part, source)));
    case "or":
      return anyOf(condition.parts.map((part) => testOf(part, source)));
    case "not":
      return not(testOf(condition.part, source));
    case "exists":
      return (record) => valueAt(record, condition.path, source) !== undefined;
    case "matches": {
      const { path, pattern } = condition;
      return (record) => {
        const text = textOf(valueAt(record, path, source));
        return text !== undefined && pattern.test(text);
      };
    }
    case "in": {
      const { path, operands } = condition;
      return anyOf(operands.map((operand) => compared(path, "=", operand, source)));
    }
    case "compare":
      return compared(condition.path, condition.comparison, condition.operand, source);
  }
}

function compared(
  path: string,
  comparison: Comparison,
  operand: Operand,
  source: RecordSource,
): RecordTest {
  if (comparison === "!=") return not(compared(path, "=", operand, source));
  if (path === "level") {
    const number = recordLevel(operand.text);
    if (number !== undefined) return ({ level }) => holds(comparison, numberOf(level) - number);
  }
  if (path === "time") {
    const ms = SystemDate.parse(operand.text);
    if (!Number.isNaN(ms)) return ({ time }) => holds(comparison, time.getTime() - ms);
  }
  const value: RecordValue = (record) => valueAt(record, path, source);
  const number = operand.isBare && operand.text !== "" ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    return (record) => holds(comparison, numberIn(value(record)) - number);
  }
  const isNull = operand.isBare && operand.text === "null" && comparison === "=";
  if (isNull) return (record) => value(record) === null;
  return (record) => {
    const text = textOf(value(record));
    if (text === undefined) return false;
    return holds(comparison, text < operand.text ? -1 : text > operand.text ? 1 : 0);
  };
}

type RecordValue = (record: CapturedRecord) => unknown;

function sameTest(path: string, wanted: unknown, source: RecordSource): RecordTest {
  if (path === "level") {
    const number = recordLevel(wanted);
    return ({ level }) => numberOf(level) === number;
  }
  return (record) => isSame(valueAt(record, path, source), wanted);
}

function allOf(tests: readonly RecordTest[]): RecordTest {
  return (record) => tests.every((test) => test(record));
}

function anyOf(tests: readonly RecordTest[]): RecordTest {
  return (record) => tests.some((test) => test(record));
}

function not(test: RecordTest): RecordTest {
  return (record) => !test(record);
}

/** The value of a path: what every record has, a field of the whole name, or a member of a field. */
function valueAt(record: CapturedRecord, path: string, { host, ...source }: RecordSource): unknown {
  const { level, target, time, message, fields } = record;
  const common: Readonly<Record<string, unknown>> = {
    ...source,
    ...{ level, target, message, msg: message, host, hostname: host },
    time: time.toISOString(),
  };
  if (Object.hasOwn(common, path)) return common[path];
  if (Object.hasOwn(fields, path)) return fields[path];
  return path.split(".").reduce<unknown>((value, name) => memberOf(value, name), fields);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** A value as text; objects as JSON. `undefined` if there is none. */
function textOf(value: unknown): string | undefined {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : textOfPlain(value);
}

function textOfPlain(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** A number, or a text that is one. */
function numberIn(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

function isSame(value: unknown, wanted: unknown): boolean {
  if (value === undefined) return false;
  return typeof value === "object" && value !== null
    ? JSON.stringify(value) === JSON.stringify(wanted)
    : value === wanted;
}
