import { isErrorLike } from "../../encode/object/error-lines.ts";
import type { Content } from "../../shipment/shipped.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import {
  CONSTANT,
  ERROR,
  EXCEPTION_PART,
  FIELD,
  HOST,
  MAYBE_LEVEL,
  MAYBE_TARGET,
  PID,
  type Role,
  STACK,
} from "../read/key.ts";
import { formOf, LITERAL } from "../read/kinds.ts";
import type { LineReader } from "../read/line-reader.ts";
import { NONE, type ReadRecord } from "../read/read-record.ts";
import type { TimeReader } from "../read/read-time.ts";
import { dataOf, textOf } from "../read/value-text.ts";

/** Causes of causes of an error: as many as anybody reads. */
const MOST_CAUSES = 10;

/** Longest integer whose digits every number of JavaScript has. */
const MOST_DIGITS = 15;

/**
 * The content of the line that was just read; its text is the message of one that is no record. The level must have been
 * read before, because that tells what is a field.
 */
export function contentOf(reader: LineReader, isRecord: boolean, times: TimeReader): Content {
  const { record } = reader;
  const { ms, ns } = times.of(record);
  const time = Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(ns);
  return isRecord ? ofRecord(record, time) : ofText(reader, time);
}

function ofText({ bytes, from, to }: LineReader, time: bigint | undefined): Content {
  return {
    ...{ time, hrtime: undefined, target: undefined, trace: undefined, fields: {} },
    message: bytes.toString("utf8", from, to),
    origin: { pid: undefined, host: undefined, tag: undefined },
  };
}

function ofRecord(record: ReadRecord, time: bigint | undefined): Content {
  const target = record.target === NONE ? record.maybeTarget : record.target;
  const fields = new Map<string, unknown>();
  for (let at = 0; at < record.count; at++) {
    const { role, name } = record.keys[at]!;
    if (isField(record, role, at)) fields.set(name, fieldValue(record, at));
  }
  const error = errorOf(record);
  if (error !== undefined) fields.set("err", error);
  const trace = traceIn(fields);
  const pid = Number(textAt(record, record.pid) ?? Number.NaN);
  return {
    ...{ time, hrtime: integerAt(record, record.hrtime), trace },
    target: textAt(record, target),
    message: textAt(record, record.message) ?? "",
    origin: {
      pid: Number.isSafeInteger(pid) ? pid : undefined,
      host: textAt(record, record.host),
      tag: textAt(record, record.tag),
    },
    // Defines a field of the name `__proto__`, too.
    fields: Object.fromEntries(fields),
  };
}

function textAt(record: ReadRecord, at: number): string | undefined {
  return at === NONE ? undefined : textOf(record, at);
}

function integerAt(record: ReadRecord, at: number): bigint | undefined {
  const text = textAt(record, at);
  return text !== undefined && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

function isField(record: ReadRecord, role: Role, at: number): boolean {
  switch (role) {
    case FIELD:
      return true;
    case PID:
      return at !== record.pid;
    case HOST:
      return at !== record.host;
    case ERROR:
      return at !== record.error || !isErrorLike(dataOf(record, at));
    case STACK:
      return at !== record.stack;
    case EXCEPTION_PART:
      return record.stack === NONE;
    case CONSTANT:
      return false;
    case MAYBE_LEVEL:
      return at !== record.level;
    case MAYBE_TARGET:
      return at !== record.maybeTarget || record.target !== NONE;
    default:
      return record.isField(role, at);
  }
}

/** The value of a field. An integer keeps digits that a number of JavaScript would lose. */
function fieldValue(record: ReadRecord, at: number): unknown {
  const length = record.tos[at]! - record.froms[at]!;
  if (formOf(record.kinds[at]!) === LITERAL && length > MOST_DIGITS) {
    const text = textOf(record, at);
    if (/^-?\d{16,40}$/.test(text)) return BigInt(text);
  }
  return dataOf(record, at);
}

/** The error of a record, with a stack that stands beside it. */
function errorOf(record: ReadRecord): Error | undefined {
  const stack = textAt(record, record.stack);
  const data = record.error === NONE ? undefined : dataOf(record, record.error);
  if (isErrorLike(data)) return errorFrom({ ...(stack === undefined ? {} : { stack }), ...data });
  if (stack === undefined) return undefined;
  const [, type = "Error", message = ""] = /^([\w$.]+)(?:: (.*))?/.exec(stack) ?? [];
  return errorFrom({ type, message, stack });
}

/** An error of data, so that it is written as errors are. */
function errorFrom(data: object, depth = 0): Error {
  const { type, name, message, stack, cause, ...others } = data as Readonly<
    Record<string, unknown>
  >;
  const error = new Error(String(message ?? ""));
  Object.defineProperties(error, Object.getOwnPropertyDescriptors(others));
  if (cause !== undefined) {
    const isOne = depth < MOST_CAUSES && isErrorLike(cause);
    Object.defineProperty(error, "cause", {
      ...{ value: isOne ? errorFrom(cause, depth + 1) : cause, configurable: true },
    });
  }
  const own = (value: unknown) => ({ value: String(value ?? ""), configurable: true });
  return Object.defineProperties(error, { name: own(type ?? name ?? "Error"), stack: own(stack) });
}

/** Takes the ids of a trace out of the fields, under the names that OpenTelemetry gives them. */
function traceIn(fields: Map<string, unknown>): TraceIds | undefined {
  const traceId = fields.get("trace_id");
  const spanId = fields.get("span_id");
  const isHex = (id: unknown, length: number): id is string =>
    typeof id === "string" && id.length === length && /^[\da-f]+$/i.test(id) && !/^0+$/.test(id);
  if (!isHex(traceId, 32) || !isHex(spanId, 16)) return undefined;
  const flags = fields.get("trace_flags");
  const traceFlags = typeof flags === "string" ? Number.parseInt(flags, 16) : Number(flags ?? 0);
  for (const name of ["trace_id", "span_id", "trace_flags"]) fields.delete(name);
  return { traceId, spanId, traceFlags: traceFlags >= 0 && traceFlags <= 255 ? traceFlags : 0 };
}
