import type { RecordEncoder } from "../encode/format/encoder.ts";
import { traced } from "../encode/format/traced.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Clock } from "../time/clock.ts";
import { traceSource } from "../trace/trace-option.ts";
import type { Repeats } from "./repeats.ts";
import type { Settings } from "./settings.ts";
import type { SinkSettings } from "./sink.ts";

/** Returns a function that makes encoders for the records of a sink. `wrap` may wrap each of them. */
export function encoderFactory(
  { format, color }: Pick<SinkSettings, "format" | "color">,
  { identity, trace }: Settings,
  clock: Clock,
  contexts: Contexts,
  wrap: (encoder: RecordEncoder) => RecordEncoder = (encoder) => encoder,
  repeats?: Repeats,
): () => RecordEncoder {
  const encoder = () => wrap(format.encoder(identity, clock, { color }));
  let make = encoder;
  if (trace !== undefined && trace !== false) {
    const source = traceSource(trace, () => contexts.current?.request?.trace);
    make = () => traced(encoder, source);
  }
  return repeats === undefined ? make : repeats.over(make, encoder);
}
