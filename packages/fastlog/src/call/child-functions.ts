import type { Logger } from "./logger.ts";
import type { LogAtFunction, LogFunction } from "./signatures.ts";

/** The functions of a child logger, made when one other than `info` is first used. */
export class ChildFunctions {
  info: LogFunction | undefined;
  fatal: LogFunction | undefined = undefined;
  error: LogFunction | undefined = undefined;
  warn: LogFunction | undefined = undefined;
  debug: LogFunction | undefined = undefined;
  trace: LogFunction | undefined = undefined;
  log: LogAtFunction | undefined = undefined;
  isEnabled: Logger["isEnabled"] | undefined = undefined;

  own: (LogFunction | undefined)[] | undefined = undefined;

  constructor(info: LogFunction | undefined) {
    this.info = info;
  }
}
