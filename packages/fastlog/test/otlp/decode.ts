import { createRequire } from "node:module";

/** A value of an attribute or a body: integers as bigint, doubles as numbers. */
export type OtlpValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly OtlpValue[]
  | { readonly [name: string]: OtlpValue };

export interface OtlpRecord {
  readonly time: bigint;
  readonly observedTime: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: OtlpValue;
  readonly attributes: Readonly<Record<string, OtlpValue>>;
  readonly eventName: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

export interface OtlpRequest {
  readonly resource: Readonly<Record<string, OtlpValue>>;
  readonly scope: {
    readonly name: string;
    readonly attributes: Readonly<Record<string, OtlpValue>>;
  };
  readonly records: readonly OtlpRecord[];
}

/** Messages as the official code generated from OpenTelemetry's definitions reads them. */
interface Decoder {
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: object): RawRequest;
}

interface RawRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes?: readonly RawPair[] };
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string; readonly attributes?: readonly RawPair[] };
      readonly logRecords?: readonly RawRecord[];
    }[];
  }[];
}

interface RawPair {
  readonly key: string;
  readonly value: RawValue;
}

interface RawValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly RawValue[] };
  readonly kvlistValue?: { readonly values?: readonly RawPair[] };
}

interface RawRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body?: RawValue;
  readonly attributes?: readonly RawPair[];
  readonly eventName?: string;
  readonly traceId?: string | Uint8Array;
  readonly spanId?: string | Uint8Array;
  readonly flags?: number;
}

interface Root {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly logs: { readonly v1: { readonly ExportLogsServiceRequest: Decoder } };
      };
    };
  };
}

const root: Root = createRequire(import.meta.url)("otlp-decoder/build/src/generated/root.js");
const { ExportLogsServiceRequest } = root.opentelemetry.proto.collector.logs.v1;

/** Reads a request in protobuf. Throws if it is none. */
export function decodeProtobuf(body: Uint8Array): OtlpRequest {
  const message = ExportLogsServiceRequest.decode(body);
  return requestOf(ExportLogsServiceRequest.toObject(message, { longs: String }));
}

/** Reads a request in JSON, by the rules of protobuf's JSON and those of OTLP. Throws if it is none. */
export function decodeJson(body: Uint8Array): OtlpRequest {
  const request = JSON.parse(Buffer.from(body).toString()) as RawRequest;
  for (const record of request.resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords = [] }) => logRecords),
  )) {
    for (const time of [record.timeUnixNano, record.observedTimeUnixNano]) {
      if (!/^\d{1,20}$/.test(time)) throw new Error(`a time is ${JSON.stringify(time)}`);
    }
    if (!Number.isInteger(record.severityNumber)) throw new Error("a severity is no integer");
  }
  return requestOf(request);
}

function requestOf({ resourceLogs }: RawRequest): OtlpRequest {
  const [resourceLog, ...more] = resourceLogs;
  const [scopeLog, ...moreScopes] = resourceLog?.scopeLogs ?? [];
  if (resourceLog === undefined || scopeLog === undefined || more.length + moreScopes.length > 0) {
    throw new Error("expected one resource with one scope");
  }
  return {
    resource: attributesOf(resourceLog.resource.attributes),
    scope: { name: scopeLog.scope.name, attributes: attributesOf(scopeLog.scope.attributes) },
    records: (scopeLog.logRecords ?? []).map(recordOf),
  };
}

function recordOf(record: RawRecord): OtlpRecord {
  return {
    time: BigInt(record.timeUnixNano),
    observedTime: BigInt(record.observedTimeUnixNano),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: valueFrom(record.body ?? {}),
    attributes: attributesOf(record.attributes),
    eventName: record.eventName ?? "",
    traceId: hex(record.traceId),
    spanId: hex(record.spanId),
    flags: record.flags ?? 0,
  };
}

/** Names must be different, as those of attributes are. */
function attributesOf(pairs: readonly RawPair[] = []): Record<string, OtlpValue> {
  const attributes: Record<string, OtlpValue> = Object.create(null);
  for (const { key, value } of pairs) {
    if (key in attributes) throw new Error(`two attributes are named ${JSON.stringify(key)}`);
    attributes[key] = valueFrom(value);
  }
  return attributes;
}

function valueFrom(value: RawValue): OtlpValue {
  const [[kind, content] = [undefined, undefined], ...more] = Object.entries(value);
  if (more.length > 0) throw new Error(`a value has ${JSON.stringify(Object.keys(value))}`);
  switch (kind) {
    case undefined:
      return null;
    case "stringValue":
    case "boolValue":
      return content as string | boolean;
    case "intValue":
      if (typeof content !== "string") throw new Error("an integer is no text");
      return BigInt(content);
    case "doubleValue":
      return Number(content);
    case "arrayValue":
      return (value.arrayValue?.values ?? []).map(valueFrom);
    case "kvlistValue":
      return attributesOf(value.kvlistValue?.values);
    default:
      throw new Error(`unknown kind of value ${JSON.stringify(kind)}`);
  }
}

function hex(id: string | Uint8Array | undefined): string {
  return typeof id === "string" ? id : Buffer.from(id ?? []).toString("hex");
}
