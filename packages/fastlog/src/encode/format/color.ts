import { LEVEL_NAMES, LEVELS, type Level, numberOf, type RecordLevel } from "../../level.ts";
import { type LevelColor, OWN_LEVELS } from "../../own-levels.ts";

/** Whether levels are coloured: always, never, or on a terminal with colours. */
export type Color = boolean | "auto";

const STYLES: Readonly<Record<Level, readonly LevelColor[]>> = {
  fatal: ["white", "bgRed"],
  error: ["red"],
  warn: ["yellow"],
  info: ["green"],
  debug: ["cyan"],
  trace: ["gray"],
};

/** The reader of a backend's output. Queried only if the answer matters. */
export interface Audience {
  readonly isTerminal?: boolean;
  readonly isShown?: boolean | undefined;
}

/**
 * Whether a backend's output is coloured if `configure` sets one value for all backends. `FORCE_COLOR` colours
 * standard output and standard error. `true` colours everything that a person may read, but no files.
 */
export function isColored(
  color: Color,
  audience: Audience,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (color === false) return false;
  if (color === true) return audience.isTerminal === true || audience.isShown !== false;
  try {
    const { FORCE_COLOR } = environment;
    const isForced = FORCE_COLOR !== undefined && audience.isShown === true;
    return (isForced || audience.isTerminal === true) && hasColors(environment);
  } catch {
    return false; // Deno may not permit the environment to be read.
  }
}

/** Whether the environment allows colours and the terminal has them, as Node decides it. */
export function hasColors({ NO_COLOR, ...environment }: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR } = environment;
  // Decided here: releases of Node treat an empty variable differently, and some warn if both are set.
  if (NO_COLOR && FORCE_COLOR === undefined) return false;
  const { WriteStream } = process.getBuiltinModule("node:tty");
  return WriteStream.prototype.getColorDepth(environment) > 1;
}

/** Style of a level whose definition names none: that of the next less severe of the six. */
export function usualStyle(number: number): readonly LevelColor[] {
  return STYLES[LEVEL_NAMES.find((name) => LEVELS[name] <= number) ?? "trace"];
}

/** A text in a level's colour. */
export function colored(text: string, level: RecordLevel): string {
  const number = numberOf(level);
  const style = OWN_LEVELS.byNumber[number]?.color ?? usualStyle(number);
  const { styleText } = process.getBuiltinModule("node:util");
  // The caller has decided about colours. Newer releases of Node would check standard output again.
  return styleText([...style], text, { validateStream: false });
}
