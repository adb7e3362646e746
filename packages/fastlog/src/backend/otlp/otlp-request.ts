import { Buffer } from "node:buffer";
import type { SealedChunk } from "../backend.ts";
import { bytesField, fieldHead, varintBytes, varintField } from "./proto-message.ts";
import type { Attributes } from "./resource.ts";

/** Name of the scope of all records: the library that made them. */
const SCOPE = "fastlog";

/** The parts of a request around its records. */
export interface RequestFrame {
  readonly contentType: string;
  /** The body of a request with these chunks, in parts. The chunks must not change until it is sent. */
  body(chunks: readonly SealedChunk[]): readonly Uint8Array[];
}

/**
 * A request in protobuf: `ExportLogsServiceRequest { resource_logs: ResourceLogs { resource, scope_logs: ScopeLogs { scope,
 * log_records } } }`. The chunks are elements of `log_records` as they are, which is the last field of all messages.
 */
export function protobufFrame(resource: Attributes, scope: Attributes): RequestFrame {
  const resourceField = bytesField(1, attributeFields(1, resource));
  const scopeContent = Buffer.concat([bytesField(1, SCOPE), attributeFields(3, scope)]);
  const scopeField = bytesField(1, scopeContent);
  return {
    contentType: "application/x-protobuf",
    body(chunks) {
      const contents = chunks.map(({ content }) => content);
      const records = contents.reduce((sum, { length }) => sum + length, 0);
      const scopeLogs = fieldHead(2, scopeField.length + records);
      const inner = resourceField.length + scopeLogs.length + scopeField.length + records;
      const head = [fieldHead(1, inner), resourceField, scopeLogs, scopeField];
      return [Buffer.concat(head), ...contents];
    },
  };
}

/** A request in JSON. Each record begins with a comma, of which the first is left out. */
export function jsonFrame(resource: Attributes, scope: Attributes): RequestFrame {
  const of = (attributes: Attributes) => JSON.stringify(jsonAttributes(attributes));
  const head = Buffer.from(
    `{"resourceLogs":[{"resource":{"attributes":${of(resource)}},` +
      `"scopeLogs":[{"scope":{"name":"${SCOPE}","attributes":${of(scope)}},"logRecords":[`,
  );
  const tail = Buffer.from("]}]}]}");
  return {
    contentType: "application/json",
    body: (chunks) => [
      head,
      ...chunks.map(({ content }, i) => (i === 0 ? content.subarray(1) : content)),
      tail,
    ],
  };
}

function attributeFields(field: number, attributes: Attributes): Buffer {
  const pairs = Object.entries(attributes).map(([name, value]) => {
    const pair = Buffer.concat([bytesField(1, name), bytesField(2, valueFrom(value))]);
    return bytesField(field, pair);
  });
  return Buffer.concat(pairs);
}

/** `AnyValue`. */
function valueFrom(value: string | number | boolean): Buffer {
  if (typeof value === "string") return bytesField(1, value);
  if (typeof value === "boolean") return varintField(2, value ? 1 : 0);
  if (Number.isSafeInteger(value)) return varintField(3, value);
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  return Buffer.concat([varintBytes((4 << 3) | 1), double]);
}

function jsonAttributes(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: jsonValueOf(value) }));
}

function jsonValueOf(value: string | number | boolean): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
