import type { Fields } from "../call/signatures.ts";
import { handleRejection } from "../diagnostics/rejection.ts";
import { show } from "../diagnostics/show.ts";
import { isFields } from "../fields/argument-kind.ts";
import { exactLevelNumber, LEVELS, levelNames, type RecordLevel } from "../level.ts";
import { type Content, literalContent } from "./content.ts";

/**
 * A record of a message on a channel: its fields, whose record has the level `info` and the channel's name as its message;
 * or level, message and fields; or `undefined` for none.
 */
export type ChannelRecord =
  | Fields
  | readonly [level: RecordLevel, message: string, fields?: Fields]
  | undefined;

export interface ChannelContent {
  readonly level: number;
  readonly content: Content;
}

/** Reads what a channel's function has returned. Throws if it is no record. */
export function channelContent(given: unknown, name: string): ChannelContent | undefined {
  if (given === undefined || given === null) return undefined;
  if (Array.isArray(given)) {
    const [level, message, fields] = given as readonly unknown[];
    const number = exactLevelNumber(level);
    if (number === undefined) {
      throw new Error(`it returned the level ${show(level)} (expected ${levelNames()})`);
    }
    if (typeof message !== "string") {
      throw new Error(`it returned the message ${show(message)} (expected a string)`);
    }
    const extras = fields === undefined || fields === null ? [] : [fields];
    return { level: number, content: literalContent(message, extras) };
  }
  handleRejection(given);
  if (isFields(given)) return { level: LEVELS.info, content: literalContent(name, [given]) };
  throw new Error(`it returned ${show(given)} (expected fields or [level, message, fields])`);
}
