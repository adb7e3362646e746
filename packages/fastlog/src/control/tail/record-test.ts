import { levelOf, recordLevel } from "../../level.ts";
import { SystemDate } from "../../time/system-time.ts";
import { type Comparison, type Condition, holds, type Operand } from "../../where/condition.ts";
import { parseWhere } from "../../where/where.ts";
import type { Where } from "./tap-order.ts";
import { type TestedRecord, UNKNOWN } from "./tested-record.ts";

/** Values of a record beside its fields that a condition may ask for. */
export interface RecordSource {
  readonly tag: string;
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
}

/**
 * Whether a record is one of those that a client asks for; `undefined` if that depends on values that are not known before the
 * record is encoded.
 */
export type RecordTest = (record: TestedRecord) => boolean | undefined;

/**
 * The test of a condition, as `fastlog view --where` has it, or of values that a record must have. Throws for a condition that
 * cannot be parsed.
 */
export function recordTest(where: Where, source: RecordSource): RecordTest {
  if (typeof where === "string") return testOf(parseWhere(where, "where"), source);
  return allOf(Object.entries(where).map(([path, value]) => sameTest(path, value, source)));
}

/** The paths that a condition asks for. */
export function pathsOf(where: Where): readonly string[] {
  return typeof where === "string" ? pathsIn(parseWhere(where, "where")) : Object.keys(where);
}

function pathsIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.flatMap(pathsIn);
    case "not":
      return pathsIn(condition.part);
    default:
      return [condition.path];
  }
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
      return testing(condition.path, source, (value) => value !== undefined);
    case "matches": {
      const { path, pattern } = condition;
      return testing(path, source, (value) => {
        const text = textOf(value);
        return text !== undefined && pattern.test(text);
      });
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
    if (number !== undefined) return ({ level }) => holds(comparison, level - number);
  }
  if (path === "time") {
    const ms = SystemDate.parse(operand.text);
    if (!Number.isNaN(ms)) {
      return ({ time }) => (time === UNKNOWN ? undefined : holds(comparison, time - ms));
    }
  }
  const number = operand.isBare && operand.text !== "" ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    return testing(path, source, (value) => holds(comparison, numberIn(value) - number));
  }
  const isNull = operand.isBare && operand.text === "null" && comparison === "=";
  if (isNull) return testing(path, source, (value) => value === null);
  return testing(path, source, (value) => {
    const text = textOf(value);
    if (text === undefined) return false;
    return holds(comparison, text < operand.text ? -1 : text > operand.text ? 1 : 0);
  });
}

function sameTest(path: string, wanted: unknown, source: RecordSource): RecordTest {
  if (path === "level") {
    const number = recordLevel(wanted);
    return ({ level }) => level === number;
  }
  return testing(path, source, (value) => isSame(value, wanted));
}

/** The test of one value. */
function testing(
  path: string,
  source: RecordSource,
  test: (value: unknown) => boolean,
): RecordTest {
  const valueIn = valueAt(path, source);
  return (record) => {
    const value = valueIn(record);
    return value === UNKNOWN ? undefined : test(value);
  };
}

function allOf(tests: readonly RecordTest[]): RecordTest {
  return decided(tests, false);
}

function anyOf(tests: readonly RecordTest[]): RecordTest {
  return decided(tests, true);
}

/** One test with that result decides. Without one, an unknown result leaves it open. */
function decided(tests: readonly RecordTest[], result: boolean): RecordTest {
  return (record) => {
    let all: boolean | undefined = !result;
    for (const test of tests) {
      const one = test(record);
      if (one === result) return result;
      if (one === undefined) all = undefined;
    }
    return all;
  };
}

function not(test: RecordTest): RecordTest {
  return (record) => {
    const result = test(record);
    return result === undefined ? undefined : !result;
  };
}

/** The value of a path: what every record has, a field of the whole name, or a member of a field. */
function valueAt(path: string, source: RecordSource): (record: TestedRecord) => unknown {
  const { host } = source;
  switch (path) {
    case "tag":
    case "pid":
    case "thread":
      return () => source[path];
    case "host":
    case "hostname":
      return () => host;
    case "level":
      return ({ level }) => levelOf(level);
    case "target":
      return ({ target }) => target;
    case "message":
    case "msg":
      return ({ message }) => message;
    case "time":
      return ({ time }) => (time === UNKNOWN ? time : new SystemDate(time).toISOString());
    default:
      return fieldAt(path);
  }
}

function fieldAt(path: string): (record: TestedRecord) => unknown {
  const [first = "", ...members] = path.split(".");
  if (members.length === 0) return (record) => record.field(path);
  return (record) => {
    const whole = record.field(path);
    if (whole !== undefined) return whole;
    const field = record.field(first);
    return field === UNKNOWN ? field : members.reduce<unknown>(memberOf, field);
  };
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
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

function isSame(value: unknown, wanted: unknown): boolean {
  if (value === undefined) return false;
  return typeof value === "object" && value !== null
    ? JSON.stringify(value) === JSON.stringify(wanted)
    : value === wanted;
}
