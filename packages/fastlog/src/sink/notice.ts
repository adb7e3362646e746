import type { Turn } from "../batch/turn.ts";
import { LEVELS } from "../level.ts";
import { WHOLE } from "../record/normalize.ts";
import type { Pipeline } from "./pipeline.ts";
import { OWN_TARGET } from "./single.ts";

/** Writes a record of fastlog itself, at `warn`, which no filter but those of backends holds back. */
export function writeNotice(
  pipeline: Pipeline,
  turn: Turn,
  message: string,
  fields: Readonly<Record<string, string>>,
): void {
  if (!turn.open) turn.start();
  const { warn } = LEVELS;
  const { recorder } = pipeline;
  const none = undefined;
  recorder.call(warn, OWN_TARGET, none, none, WHOLE, 2, message, fields, none, none, none);
  if (warn >= pipeline.flushFrom) pipeline.flushSync();
}
