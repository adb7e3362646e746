import type { TraceIds } from "./trace-ids.ts";

/**
 * The part of the API of OpenTelemetry for JavaScript that is used here. Its packages of all 1.x versions keep their
 * state under this global symbol, so that nothing has to be imported.
 */
interface OpenTelemetryApi {
  /** The context manager that an SDK has registered. */
  readonly context?: {
    active(): { getValue(key: symbol): Span | undefined };
  };
}

interface Span {
  spanContext(): TraceIds;
}

const API = Symbol.for("opentelemetry.js.api.1");
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

const globals = globalThis as typeof globalThis & { readonly [API]?: OpenTelemetryApi };

/** The ids of the active span of OpenTelemetry; `undefined` without an SDK or a span. */
export function activeSpan(): TraceIds | undefined {
  return globals[API]?.context?.active().getValue(SPAN)?.spanContext();
}
