import type { Buffer } from "node:buffer";
import { quoteJson } from "../../text/escape.ts";
import type { OtlpRecords } from "../backend.ts";
import { type ReadField, readFields } from "./proto-message.ts";

/** A record as it was read. Values are JSON text. */
interface ReadRecord {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly body: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly ids: Readonly<Record<string, string>>;
}

/** Constants of all records of a thread. */
export interface Origin {
  readonly pid: number;
  readonly host: string;
  readonly tag: string;
}

const TARGET = "log.target";
const ERROR = "err";
/** Attributes of an exception, and the members of the error that they are. */
const EXCEPTION: Readonly<Record<string, string>> = {
  "exception.type": "type",
  "exception.message": "message",
  "exception.stacktrace": "stack",
};

/**
 * The line of text for a record of OTLP, as the format `json` has it: for a fallback, whose readers know no protobuf.
 * `level` is the number of the record's level.
 */
export function textOfRecord(
  record: Buffer,
  level: number,
  { encoding }: OtlpRecords,
  { pid, host, tag }: Origin,
): string {
  const read = encoding === "json" ? ofJson(record) : ofProtobuf(record);
  const own: [string, string][] = [
    ["level", String(level)],
    ["time", String(read.time / 1_000_000n)],
    ["pid", String(pid)],
    ["hostname", quoteJson(host)],
    ["tag", quoteJson(tag)],
  ];
  const error: string[] = [];
  const fields: [string, string][] = [];
  for (const [name, value] of read.attributes) {
    const member = Object.hasOwn(EXCEPTION, name) ? EXCEPTION[name] : undefined;
    if (member !== undefined) error.push(`${quoteJson(member)}:${value}`);
    else if (name === TARGET) own.push(["target", value]);
    else fields.push([name, value]);
  }
  const members = [
    ...own,
    ["msg", read.body] as const,
    ...Object.entries(read.ids).map(([name, id]) => [name, quoteJson(id)] as const),
    ...(error.length === 0 ? fields : withError(fields, error)),
  ];
  const taken = new Set<string>();
  const texts = members.map(([given, value]) => {
    let name = given;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return `${quoteJson(name)}:${value}`;
  });
  return `{${texts.join(",")}}\n`;
}

/** The members of an error that the exception of a record does not have are an attribute of its own. */
function withError(
  fields: readonly [string, string][],
  error: readonly string[],
): readonly (readonly [string, string])[] {
  const [, rest = "{}"] = fields.find(([name]) => name === ERROR) ?? [];
  const more = rest === "{}" ? [] : [rest.slice(1, -1)];
  const err = [ERROR, `{${[...error, ...more].join(",")}}`] as const;
  return [err, ...fields.filter(([name]) => name !== ERROR)];
}

function ofProtobuf(record: Buffer): ReadRecord {
  const [element] = readFields(record);
  const fields = readFields((element as ReadField).bytes);
  const of = (field: number) => fields.find((one) => one.field === field);
  const body = of(5);
  const id = (field: number) => of(field)?.bytes.toString("hex") ?? "";
  return {
    time: of(1)?.number ?? 0n,
    body: body === undefined ? '""' : valueText(body.bytes),
    attributes: fields.filter(({ field }) => field === 6).map(({ bytes }) => pairText(bytes)),
    ids: idsOf(id(9), id(10)),
  };
}

function pairText(pair: Buffer): readonly [string, string] {
  const fields = readFields(pair);
  const name = fields.find(({ field }) => field === 1)?.bytes.toString() ?? "";
  const value = fields.find(({ field }) => field === 2);
  return [name, value === undefined ? "null" : valueText(value.bytes)];
}

/** JSON text of an `AnyValue`. */
function valueText(value: Buffer): string {
  const [content] = readFields(value);
  switch (content?.field) {
    case 1:
      return quoteJson(content.bytes.toString());
    case 2:
      return content.number === 0n ? "false" : "true";
    case 3:
      return String(BigInt.asIntN(64, content.number));
    case 4:
      return numberText(content.bytes.readDoubleLE());
    case 5:
      return `[${readFields(content.bytes).map(({ bytes }) => valueText(bytes))}]`;
    case 6: {
      const pairs = readFields(content.bytes).map(({ bytes }) => pairText(bytes));
      return `{${pairs.map(([name, text]) => `${quoteJson(name)}:${text}`)}}`;
    }
    default:
      return "null";
  }
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : "null";
}

/** `AnyValue` in JSON. */
interface JsonValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values: readonly JsonValue[] };
  readonly kvlistValue?: { readonly values: readonly JsonPair[] };
}

interface JsonPair {
  readonly key: string;
  readonly value: JsonValue;
}

interface JsonRecord {
  readonly timeUnixNano: string;
  readonly body: JsonValue;
  readonly attributes: readonly JsonPair[];
  readonly traceId?: string;
  readonly spanId?: string;
}

function ofJson(record: Buffer): ReadRecord {
  // After the comma.
  const read = JSON.parse(record.toString("utf8", 1)) as JsonRecord;
  return {
    time: BigInt(read.timeUnixNano),
    body: jsonValueText(read.body),
    attributes: read.attributes.map(({ key, value }) => [key, jsonValueText(value)]),
    ids: idsOf(read.traceId ?? "", read.spanId ?? ""),
  };
}

function jsonValueText(value: JsonValue): string {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = value;
  if (stringValue !== undefined) return quoteJson(stringValue);
  if (boolValue !== undefined) return String(boolValue);
  if (intValue !== undefined) return intValue;
  if (doubleValue !== undefined) return numberText(Number(doubleValue));
  if (arrayValue !== undefined) return `[${arrayValue.values.map(jsonValueText)}]`;
  if (kvlistValue === undefined) return "null";
  const pairs = kvlistValue.values.map(
    ({ key, value }) => `${quoteJson(key)}:${jsonValueText(value)}`,
  );
  return `{${pairs}}`;
}

function idsOf(trace: string, span: string): Readonly<Record<string, string>> {
  return {
    ...(trace === "" ? {} : { trace_id: trace }),
    ...(span === "" ? {} : { span_id: span }),
  };
}
