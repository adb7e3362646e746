import { WHOLE } from "../record/normalize.ts";
import type { RecordBuilder } from "../record/record-builder.ts";
import type { Clock } from "../time/clock.ts";
import { Repeats } from "./repeats.ts";
import type { Settings } from "./settings.ts";
import type { Sink } from "./sink.ts";

/** Folds the records of a sink, if the options say so. */
export function repeatsOf(sink: Sink, { repeats }: Settings, clock: Clock): Repeats | undefined {
  return repeats === undefined ? undefined : new Repeats(repeats, clock, sink);
}

/** Writes what a sink has to tell of repeats, if that is not told already. Call it between two records. */
export function writeRepeats(
  builder: RecordBuilder,
  repeats: Repeats,
  level: number,
  target: string | undefined,
): void {
  const told = repeats.take();
  if (told === undefined) return;
  const { message, fields } = told;
  const none = undefined;
  builder.call(level, target, none, none, WHOLE, 2, message, fields, none, none, none);
}
