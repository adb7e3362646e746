import type { CompiledFormat } from "../../encode/format/format.ts";
import { LINES, OTLP_JSON, OTLP_PROTOBUF, type RecordKind } from "./layout.ts";

/** How a reader of a box finds the text of the records of a format. */
export function recordKind({ name, identity }: CompiledFormat): RecordKind {
  if (name !== "otlp") return LINES;
  return String(identity).startsWith("otlp json") ? OTLP_JSON : OTLP_PROTOBUF;
}
