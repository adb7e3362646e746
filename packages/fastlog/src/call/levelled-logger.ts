import type { RateText } from "../limit/rules.ts";
import type { OwnLevel } from "../own-levels.ts";
import type { ChildOptions } from "./child-options.ts";
import type { Logger } from "./logger.ts";
import type { Fields, LogFunction } from "./signatures.ts";

/** A function for each level, with the signature of `info`. */
export type LevelFunctions<Name extends string> = { readonly [Each in Name]: LogFunction };

/** A logger that has the functions of the program's own levels, and whose children have them. */
export type LevelledLogger<Name extends string> = {
  child(fields?: Fields | null, options?: ChildOptions): LevelledLogger<Name>;
  limit(rate: RateText): LevelledLogger<Name>;
  every(count: number): LevelledLogger<Name>;
  once(): LevelledLogger<Name>;
} & Logger &
  LevelFunctions<Name>;

/** Levels that `createLevels` has made. */
export type CreatedLevels<Name extends string> = LevelFunctions<Name> & {
  /** The names of the levels, for `log`, `enabled`, `defineEvent`, `flushOn` and the like. */
  readonly levels: { readonly [Each in Name]: OwnLevel<Each> };
  /** `logger` of fastlog, whose result has the functions. */
  readonly logger: (target: string | { readonly url: string }) => LevelledLogger<Name>;
  /** Returns the same logger, of the type that has the functions. For loggers made elsewhere, such as `request.log`. */
  readonly withLevels: (logger: Logger) => LevelledLogger<Name>;
};

/** Makes the result of `createLevels`. `plain` has the functions of all levels. */
export function createdLevels<Name extends string>(
  names: readonly Name[],
  plain: Logger,
  loggerOf: (
    target: string | { readonly url: string },
    asked: (...args: never[]) => unknown,
  ) => Logger,
): CreatedLevels<Name> {
  const withLevels = (logger: Logger) => logger as LevelledLogger<Name>;
  const functions = names.map((name) => [name, withLevels(plain)[name]]);
  const logger = (target: string | { readonly url: string }) =>
    withLevels(loggerOf(target, logger));
  return {
    ...Object.fromEntries(functions),
    levels: Object.fromEntries(names.map((name) => [name, name])),
    logger,
    withLevels,
  };
}
