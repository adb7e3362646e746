import { type Fields, isFields } from "../fields/argument-kind.ts";
import { isLevel, LEVELS, LONGEST_NAME, levelNumber, OFF, recordLevel } from "../level.ts";
import { memberOf } from "../own-members.ts";
import { isSite, type KnownSite } from "./is-site.ts";

/** A call of `log` with its level. */
export interface LevelledCall {
  readonly level: number;
  /** The arguments of the call at that level. */
  readonly args: readonly unknown[];
}

/**
 * Finds the level of a call of `log`, usually its first argument. If that is no level, logs at info with all
 * arguments: an unknown level loses no message.
 */
export function leadingLevel(given: readonly unknown[]): LevelledCall {
  const [first] = given;
  if (isSite(first)) return atSite(first, given);
  if (given.length === 1) return alone(first);
  const level = isLevel(first) ? LEVELS[first] : recordLevel(first);
  if (level !== undefined) return { level, args: given.slice(1) };
  return isFields(first) ? entry(first, given.slice(1)) : { level: LEVELS.info, args: given };
}

/** A site stands before the call, or in place of its first argument. */
function atSite(site: KnownSite, given: readonly unknown[]): LevelledCall {
  const [, ...others] = given;
  if (site.template === undefined) {
    const { level, args } = leadingLevel(others);
    return { level, args: [site, ...args] };
  }
  const { level, args } = leadingLevel([site.template, ...others]);
  // The text is still there if it was no level.
  return { level, args: args.length === given.length ? given : args };
}

/** A level's name alone is also the message. Any other word or number is only a message. */
function alone(first: unknown): LevelledCall {
  if (isFields(first)) return entry(first, []);
  const isShort = typeof first === "string" && first.length <= LONGEST_NAME;
  const level = isShort ? levelNumber(first) : undefined;
  return { level: level === undefined || level === OFF ? LEVELS.info : level, args: [first] };
}

/** `log({ level: "error", message: "…", ...fields })`, as in winston. */
function entry(given: Fields, others: readonly unknown[]): LevelledCall {
  const level = levelOfEntry(given);
  if (level === undefined) return { level: LEVELS.info, args: [given, ...others] };
  try {
    const { level: _, message: __, ...fields } = given;
    const message = memberOf(given, "message");
    if (message === undefined) return { level, args: [fields, ...others] };
    // A text after fields is literal.
    const args = typeof message === "string" ? [fields, message] : [message, fields];
    return { level, args: [...args, ...others] };
  } catch {
    // A getter threw; the record will say so.
    return { level, args: [given, ...others] };
  }
}

/** A number is a level only beside a message. Alone it may be the level of a game or a tank. */
function levelOfEntry(given: Fields): number | undefined {
  try {
    const [level, message] = [memberOf(given, "level"), memberOf(given, "message")];
    return typeof level === "string" || message !== undefined ? recordLevel(level) : undefined;
  } catch {
    return undefined;
  }
}
