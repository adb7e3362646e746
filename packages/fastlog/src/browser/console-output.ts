import { LEVELS, levelOf } from "../level.ts";
import type { BrowserRecord } from "./json-line.ts";

/** The methods of a console that are used. */
export type ConsoleLike = Pick<Console, "error" | "warn" | "info" | "debug">;

const GRAY = "color:gray";
const COLORS: readonly (readonly [level: number, css: string])[] = [
  [LEVELS.fatal, "color:white;background:crimson;padding:0 3px"],
  [LEVELS.error, "color:crimson"],
  [LEVELS.warn, "color:darkorange"],
  [LEVELS.info, "color:seagreen"],
  [LEVELS.debug, "color:steelblue"],
];

/**
 * Writes a record by the console's method of its level. Texts are arguments of `%s`, so that a message cannot style or
 * forge anything; fields and errors are passed as they are, so that developer tools can open them.
 */
export function writeToConsole(to: ConsoleLike, record: BrowserRecord, isStyled: boolean): void {
  const { level, target, message, fields } = record;
  const name = levelOf(level).toUpperCase();
  const { err, ...others } = fields;
  const extra: unknown[] = Object.keys(others).length === 0 ? [] : [others];
  if (err !== undefined) extra.push(err);
  const css = COLORS.find(([from]) => level >= from)?.[1] ?? GRAY;
  const head = isStyled
    ? ["%c%s%c %s%c %s", css, name, GRAY, target, "", message]
    : ["%s %s %s", name, target, message];
  to[methodOf(level)](...head, ...extra);
}

function methodOf(level: number): keyof ConsoleLike {
  if (level >= LEVELS.error) return "error";
  if (level >= LEVELS.warn) return "warn";
  return level >= LEVELS.info ? "info" : "debug";
}
