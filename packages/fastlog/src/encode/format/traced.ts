import { flagsText, type TraceIds, type TraceSource } from "../../trace/trace-ids.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { renamed } from "../object/rename.ts";
import type { EncodedKey, RecordEncoder } from "./encoder.ts";

/** The fields of formats that have no names of their own: those of OpenTelemetry's "Trace Context in non-OTLP Log Formats". */
const NAMES = ["trace_id", "span_id", "trace_flags"] as const;

/** Makes an encoder write the ids of the active trace as the first fields of each record, so that they are never cut. */
export function traced(encoder: RecordEncoder, source: TraceSource): RecordEncoder {
  const { beginFields, keyName } = encoder;
  const write = encoder.trace ?? withFields(encoder);
  // The encoder itself is changed: an object in front of it would take a call more for each piece of a record.
  return Object.assign(encoder, {
    asksProgram: true,
    // These would leave `beginFields` out.
    prepareClosed: undefined,
    prepareWhole: undefined,
    keyName(source: string): string {
      const name = keyName.call(encoder, source);
      return encoder.trace === undefined && isOwn(name) ? renamed(name, 1) : name;
    },
    beginFields(out: RecordWriter): void {
      beginFields.call(encoder, out);
      const ids = source();
      if (ids !== undefined) write.call(encoder, out, ids);
    },
  });
}

function isOwn(name: string): boolean {
  return (NAMES as readonly string[]).includes(name);
}

function withFields(encoder: RecordEncoder): (out: RecordWriter, ids: TraceIds) => void {
  const [traceId, spanId, flags] = NAMES.map((name) => {
    return { name, literal: encoder.key(name) } satisfies EncodedKey;
  }) as [EncodedKey, EncodedKey, EncodedKey];
  return (out, ids) => {
    encoder.field(out, traceId, ids.traceId);
    encoder.field(out, spanId, ids.spanId);
    encoder.field(out, flags, flagsText(ids.traceFlags));
  };
}
