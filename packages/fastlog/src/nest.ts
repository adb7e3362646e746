/**
 * `fastlog/nest`: the logger of an application of NestJS 10, 11 or 12. Nothing of Nest is imported.
 *
 * ```ts
 * import { NestFactory } from "@nestjs/core";
 * import { FastlogLogger } from "fastlog/nest";
 *
 * const app = await NestFactory.create(AppModule, { logger: new FastlogLogger() });
 * ```
 *
 * @module
 */

import type { Logger } from "./call/logger.ts";
import { invalidOption } from "./diagnostics/invalid-option.ts";
import "./index.ts";
import type { Runtime } from "./lifecycle/runtime.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";
import { nestCall } from "./nest/nest-call.ts";
import { leastOf, NEST_LEVELS, type NestLevel, passingLevels } from "./nest/nest-levels.ts";

export type { NestLevel } from "./nest/nest-levels.ts";

/** Options of a {@link FastlogLogger}. */
export interface FastlogLoggerOptions {
  /**
   * First part of the targets: the records of `new Logger("Orders")` have the target `app::Orders`, and those without a
   * context have `app`. Default `app`.
   */
  readonly target?: string;
  /** Context of the calls that have none. */
  readonly context?: string;
}

/** Most loggers that are kept. A program may make a context for each job. */
const MAX_LOGGERS = 1000;
/** In characters. The rest of a longer context is not in the target. */
const MAX_CONTEXT = 200;

/** Context of the error with which Nest gives up. It may abort the process right after it. */
const LAST_WORDS = "ExceptionHandler";

/**
 * Nest's `LoggerService`: pass an instance as the option `logger` of `NestFactory.create`, or to `app.useLogger`. Nest's
 * `new Logger("Orders")` logs through it then. `log` is the level `info`, and `verbose` is `trace`.
 *
 * The class that logs, Nest's context, is in the target. All arguments of a call are in one record: texts are in the
 * message, the properties of objects are fields, and an error or a stack is the field `err`. No call throws.
 */
export class FastlogLogger {
  readonly #target: string;
  #context: string | undefined;
  #loggers = new Map<string | undefined, Logger>();
  /** Set by `setLogLevels`. */
  #passing: ReadonlySet<NestLevel> | undefined;

  /** Throws `ERR_FASTLOG_INVALID_OPTION` for a `target` that is no text, or an empty one. */
  constructor(options: FastlogLoggerOptions = {}) {
    const { target = "app", context } = options;
    if (typeof target !== "string" || target === "") {
      throw invalidOption("target", target, "expected a name");
    }
    this.#target = target;
    this.#context = context;
  }

  /** Logs at `info`. */
  log(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("log", message, optionalParams);
  }

  /** Logs at `error`: `error(error)`, `error("no answer", stack)`, `error("no answer", error)`. */
  error(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("error", message, optionalParams);
  }

  /** Logs at `warn`. */
  warn(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("warn", message, optionalParams);
  }

  /** Logs at `debug`. */
  debug(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("debug", message, optionalParams);
  }

  /** Logs at `trace`. */
  verbose(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("verbose", message, optionalParams);
  }

  /** Logs at `fatal`. */
  fatal(message: unknown, ...optionalParams: unknown[]): void {
    this.#call("fatal", message, optionalParams);
  }

  /**
   * Passes these levels only, and those that are more severe than all of them, as Nest does. They take the place of the
   * program's filter. A filter of `LOG` or `setFilter` has the last word: they cannot open what it closes. Throws
   * `ERR_FASTLOG_INVALID_LEVEL` for an unknown level.
   */
  setLogLevels(levels: readonly NestLevel[]): void {
    this.#passing = passingLevels(levels);
    this.#loggers = new Map();
  }

  /** Sets the context of the calls that have none, for a logger of its own in each class (`Scope.TRANSIENT`). */
  setContext(context: string): void {
    this.#context = context;
  }

  #call(level: NestLevel, message: unknown, params: readonly unknown[]): void {
    if (this.#passing !== undefined && !this.#passing.has(level)) return;
    const { context = this.#context, args } = nestCall(message, params);
    const log = this.#loggerOf(context)[NEST_LEVELS[level]] as (...args: unknown[]) => void;
    log(...args);
    if (context === LAST_WORDS) runtime().flushSync();
  }

  #loggerOf(context: string | undefined): Logger {
    let found = this.#loggers.get(context);
    if (found === undefined) {
      found = this.#made(context);
      if (this.#loggers.size >= MAX_LOGGERS) this.#loggers.clear();
      this.#loggers.set(context, found);
    }
    return found;
  }

  #made(context: string | undefined): Logger {
    // A directive cannot spell these characters.
    const name = context?.slice(0, MAX_CONTEXT).replace(/[\s,=\p{Cc}]/gu, "_");
    const target = name ? `${this.#target}::${name}` : this.#target;
    const made = runtime().logger(target, runtime);
    return this.#passing === undefined ? made : made.child({}, { level: leastOf(this.#passing) });
  }
}

function runtime(): Runtime {
  return sharedRuntime(missing);
}

/** The import of the package above has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}

/** A module that provides one {@link FastlogLogger} to all others. */
export interface FastlogDynamicModule {
  readonly module: typeof FastlogModule;
  readonly global: true;
  readonly providers: { provide: typeof FastlogLogger; useValue: FastlogLogger }[];
  readonly exports: (typeof FastlogLogger)[];
}

/** Provides a {@link FastlogLogger} for injection: `imports: [FastlogModule.forRoot()]`. */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows modules by their classes
export class FastlogModule {
  /** Makes the module. Its logger is the same in all modules: `app.useLogger(app.get(FastlogLogger))`. */
  static forRoot(options: FastlogLoggerOptions = {}): FastlogDynamicModule {
    return {
      module: FastlogModule,
      global: true,
      providers: [{ provide: FastlogLogger, useValue: new FastlogLogger(options) }],
      exports: [FastlogLogger],
    };
  }
}
