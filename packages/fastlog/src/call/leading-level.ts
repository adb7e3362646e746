import { type Fields, isFields } from "../fields/argument-kind.ts";
import { isLevel, LEVELS, recordLevel } from "../level.ts";
import { memberOf } from "../own-members.ts";

/** A call of `log`, once its level is known. */
export interface LevelledCall {
  readonly level: number;
  /** What is logged: the arguments of a call at that level. */
  readonly args: readonly unknown[];
}

/**
 * Finds the level of a call of `log`, whose first argument usually is one. What is no level is logged at
 * info with all that stands behind it: no message is lost because of an unknown level.
 */
export function leadingLevel(given: readonly unknown[]): LevelledCall {
  const [first] = given;
  if (given.length === 1) return alone(first);
  const level = isLevel(first) ? LEVELS[first] : recordLevel(first);
  if (level !== undefined) return { level, args: given.slice(1) };
  return isFields(first) ? entry(first, given.slice(1)) : { level: LEVELS.info, args: given };
}

/** A level's own name is the message as well; any other word or number is nothing but a message. */
function alone(first: unknown): LevelledCall {
  if (isFields(first)) return entry(first, []);
  const lower = typeof first === "string" && first.length <= 5 ? first.toLowerCase() : "";
  return { level: isLevel(lower) ? LEVELS[lower] : LEVELS.info, args: [first] };
}

/** `log({ level: "error", message: "…", ...fields })`, as winston has it. */
function entry(given: Fields, others: readonly unknown[]): LevelledCall {
  const level = levelOfEntry(given);
  if (level === undefined) return { level: LEVELS.info, args: [given, ...others] };
  try {
    const { level: _, message: __, ...fields } = given;
    const message = memberOf(given, "message");
    if (message === undefined) return { level, args: [fields, ...others] };
    // Behind its fields a text is written as it is, braces and all.
    const args = typeof message === "string" ? [fields, message] : [message, fields];
    return { level, args: [...args, ...others] };
  } catch {
    // One of its getters threw, which the record will say.
    return { level, args: [given, ...others] };
  }
}

/** A number is a level only beside a message: alone it may be a game's, or a tank's. */
function levelOfEntry(given: Fields): number | undefined {
  try {
    const [level, message] = [memberOf(given, "level"), memberOf(given, "message")];
    return typeof level === "string" || message !== undefined ? recordLevel(level) : undefined;
  } catch {
    return undefined;
  }
}
