import type { Level } from "../level.ts";

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

/**
 * Whether what goes to a backend is coloured. `FORCE_COLOR` and `NO_COLOR` decide about terminals only:
 * in a container they are set for all that runs there, and say nothing about a file.
 *
 * @param isTerminal Asked only where it matters.
 */
export function isColored(
  color: Color,
  isTerminal: () => boolean,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  return color === "auto" ? isTerminal() && hasColors(environment) : color;
}

/** Whether a terminal has colours and is to show them, as Node itself answers it. */
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
