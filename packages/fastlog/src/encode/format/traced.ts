import type { TraceIds, TraceSource } from "../../trace/trace-ids.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { renamed } from "../object/rename.ts";
import type { RecordEncoder } from "./encoder.ts";
import { TRACE_NAMES, TraceFields } from "./trace-fields.ts";

/**
 * Makes encoders that write the ids of the active trace as the first fields of each record, so that they are never
 * cut.
 */
export function traced(make: () => RecordEncoder, source: TraceSource): RecordEncoder {
  const encoder = make();
  const { beginFields, keyName } = encoder;
  const write = encoder.trace?.bind(encoder) ?? asFields(encoder, make());
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
      if (ids !== undefined) write(out, ids);
    },
  });
}

function asFields(encoder: RecordEncoder, blank: RecordEncoder) {
  const fields = new TraceFields(encoder, blank);
  return (out: RecordWriter, ids: TraceIds) => fields.write(out, ids);
}

function isOwn(name: string): boolean {
  return (TRACE_NAMES as readonly string[]).includes(name);
}
