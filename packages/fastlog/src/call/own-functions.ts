import { defineLevel } from "../level.ts";
import { type DefinedLevel, OWN_LEVELS } from "../own-levels.ts";
import { GatedLogger } from "./gated-logger.ts";
import { levelFunction } from "./log-functions.ts";
import type { Logger } from "./logger.ts";
import type { LogFunction } from "./signatures.ts";

/** Members of the result of `createLevels`, and the one that would make a logger a promise. */
const RESERVED: readonly string[] = ["logger", "withLevels", "then"];

/** Members of loggers that a level may replace: Nest's name of `trace`. */
const REPLACEABLE: readonly string[] = ["verbose"];

/** Whether a level cannot have this name, because it is that of another member of a logger. */
export function isMember(logger: Logger, name: string): boolean {
  if (REPLACEABLE.includes(name)) return false;
  return name in logger || name in logger.child({}) || RESERVED.includes(name);
}

/** Adds the levels that are new, and gives every logger their functions. Returns whether there were any. */
export function addLevels(levels: readonly DefinedLevel[]): boolean {
  const fresh = levels.filter(({ name }) => !OWN_LEVELS.byName.has(name.toLowerCase()));
  for (const level of fresh) defineLevel(level);
  OWN_LEVELS.list.forEach(addFunction);
  return fresh.length > 0;
}

/**
 * Adds the function of a level to all loggers, those that exist included. An accessor of their class: it costs them
 * nothing until it is used.
 */
function addFunction({ name, number }: DefinedLevel, index: number): void {
  Object.defineProperty(GatedLogger.prototype, name, {
    configurable: true,
    get(this: GatedLogger): LogFunction {
      const functions = this.ownFunctions;
      functions[index] ??= levelFunction(this.dispatcher, this.gate, this.bound, number);
      return functions[index];
    },
    set(this: GatedLogger, replacement: LogFunction) {
      this.ownFunctions[index] = replacement;
    },
  });
}
