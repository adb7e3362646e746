import type { Turn } from "../batch/turn.ts";
import { LEVELS } from "../level.ts";
import { WHOLE } from "../record/normalize.ts";
import type { Pipeline } from "./pipeline.ts";
import { OWN_TARGET } from "./single.ts";

/** Writes a record of fastlog itself, which nothing but the filters of backends holds back. */
export function writeNotice(
  pipeline: Pipeline,
  turn: Turn,
  message: string,
  fields: Readonly<Record<string, string | number>>,
  level: number = LEVELS.warn,
  target: string | undefined = OWN_TARGET,
): void {
  if (!turn.open) turn.start();
  const builder = pipeline.log;
  const none = undefined;
  builder.call(level, target, none, none, WHOLE, 2, message, fields, none, none, none);
  if (level >= pipeline.flushFrom) pipeline.flushSync();
}
