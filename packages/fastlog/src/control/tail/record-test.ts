import type { CapturedRecord } from "../../capture/capturing-encoder.ts";
import { LEVELS, numberOf, recordLevel } from "../../level.ts";
import type { Where } from "./tap-order.ts";

/** What a condition may ask of a record beside its fields. */
export interface RecordSource {
  readonly tag: string;
  readonly pid: number;
  readonly thread: number;
}

/** Whether a record is one of those that a client asks for. */
export type RecordTest = (record: CapturedRecord) => boolean;

/** The test of values: a record must have each of them. */
export function recordTest(where: Where, source: RecordSource): RecordTest {
  const tests = Object.entries(where).map(([path, value]) => oneTest(path, value, source));
  return (record) => tests.every((test) => test(record));
}

function oneTest(path: string, wanted: unknown, source: RecordSource): RecordTest {
  if (path === "level") {
    const number = recordLevel(wanted) ?? LEVELS.info;
    return ({ level }) => numberOf(level) === number;
  }
  return (record) => isSame(valueAt(record, path, source), wanted);
}

/** The value of a path: a field of the whole name first, then a member of a field, then what every record has. */
function valueAt({ target, message, fields }: CapturedRecord, path: string, source: RecordSource) {
  if (Object.hasOwn(fields, path)) return fields[path];
  const [first = "", ...others] = path.split(".");
  if (Object.hasOwn(fields, first)) {
    return others.reduce<unknown>((value, name) => memberOf(value, name), fields[first]);
  }
  const common: Readonly<Record<string, unknown>> = { ...source, target, message, msg: message };
  return Object.hasOwn(common, path) ? common[path] : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function isSame(value: unknown, wanted: unknown): boolean {
  if (value === undefined) return false;
  return typeof value === "object" && value !== null
    ? JSON.stringify(value) === JSON.stringify(wanted)
    : value === wanted;
}
