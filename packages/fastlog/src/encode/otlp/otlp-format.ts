import type { OtlpRecords } from "../../backend/backend.ts";
import type { CompiledFormat } from "../format/format.ts";
import { OtlpEncoder } from "./otlp-encoder.ts";
import { OtlpJsonEncoder } from "./otlp-json-encoder.ts";

/** The format that a backend for OpenTelemetry's protocol asks for. */
export function otlpFormat({ encoding, position }: OtlpRecords): CompiledFormat {
  return {
    name: "otlp",
    identity: `otlp ${encoding} ${position}`,
    printsTarget: false,
    printsPosition: position,
    encoder: () =>
      encoding === "json" ? new OtlpJsonEncoder(position) : new OtlpEncoder(position),
  };
}
