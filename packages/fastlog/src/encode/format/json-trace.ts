import { quoteJson } from "../../text/escape.ts";
import { flagsText, isHex, type TraceIds } from "../../trace/trace-ids.ts";
import type { JsonTraceFlagsForm } from "./json-options.ts";
import type { TraceShape } from "./json-shape.ts";

/** Hexadecimal digits of a span id, and of the part of a trace id that fits into 64 bits. */
const SHORT_ID = 16;

/** The ids of a trace as members of the record, each with the comma before it; `undefined` if they are no ids. */
export function traceText(
  { traceId, spanId, traceFlags, project }: TraceShape,
  ids: TraceIds,
): string | undefined {
  if (!isHex(ids.traceId) || !isHex(ids.spanId)) return undefined;
  let text = "";
  if (traceId !== undefined) {
    const id =
      traceId.form === "decimal"
        ? decimal(ids.traceId)
        : traceId.form === "resource" && project !== undefined
          ? `projects/${project}/traces/${ids.traceId}`
          : ids.traceId;
    text = `,${quoteJson(traceId.key)}:${quoteJson(id)}`;
  }
  if (spanId !== undefined) {
    const id = spanId.form === "decimal" ? decimal(ids.spanId) : ids.spanId;
    text += `,${quoteJson(spanId.key)}:${quoteJson(id)}`;
  }
  if (traceFlags !== undefined) {
    text += `,${quoteJson(traceFlags.key)}:${flags(traceFlags.form, ids.traceFlags ?? 0)}`;
  }
  return text;
}

/** Datadog's form: the lower 64 bits, as its documentation on OpenTelemetry converts them. */
function decimal(id: string): string {
  return String(BigInt(`0x${id.slice(-SHORT_ID)}`));
}

function flags(form: JsonTraceFlagsForm, value: number): string {
  if (form === "number") return String(value & 0xff);
  return form === "sampled" ? String((value & 1) === 1) : quoteJson(flagsText(value));
}
