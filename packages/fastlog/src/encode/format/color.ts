import type { Level } from "../../level.ts";

/** Whether levels are coloured: always, never, or where a terminal shows it. */
export type Color = boolean | "auto";

type Style = Parameters<typeof import("node:util").styleText>[0];

const STYLES: Readonly<Record<Level, Style>> = {
  fatal: ["white", "bgRed"],
  error: "red",
  warn: "yellow",
  info: "green",
  debug: "cyan",
  trace: "gray",
};

/** Who reads what a backend writes. Asked only where it matters. */
export interface Audience {
  readonly isTerminal?: boolean;
  readonly isShown?: boolean | undefined;
}

/**
 * Whether what goes to a backend is coloured, where `configure` says so of all. `FORCE_COLOR` colours standard
 * output and standard error, and `true` all but what no person looks at: codes have no place in a file.
 */
export function isColored(
  color: Color,
  audience: Audience,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (color === false) return false;
  if (color === true) return audience.isTerminal === true || audience.isShown !== false;
  const { FORCE_COLOR } = environment;
  const isForced = FORCE_COLOR !== undefined && audience.isShown === true;
  return (isForced || audience.isTerminal === true) && hasColors(environment);
}

/** Whether colours are to be shown, and a terminal has them, as Node itself answers it. */
export function hasColors({ NO_COLOR, ...environment }: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR } = environment;
  // Here, because releases of Node differ about an empty one, and some warn where both are set.
  if (NO_COLOR && FORCE_COLOR === undefined) return false;
  const { WriteStream } = process.getBuiltinModule("node:tty");
  return WriteStream.prototype.getColorDepth(environment) > 1;
}

/** A text in the colour of a level. */
export function colored(text: string, level: Level): string {
  const { styleText } = process.getBuiltinModule("node:util");
  // Whether colours are wanted is decided: newer releases would ask about standard output again.
  return styleText(STYLES[level], text, { validateStream: false });
}
