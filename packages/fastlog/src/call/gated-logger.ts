import type { Plain } from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Serializers } from "../fields/serializer.ts";
import {
  allLevels,
  LEVELS,
  type LevelName,
  OFF,
  PINO_LEVELS,
  type PinoLevels,
  type RecordLevel,
} from "../level.ts";
import { everyRule, onceRule, type RateText, rateRule } from "../limit/rules.ts";
import type { OwnLevel } from "../own-levels.ts";
import { memberOf } from "../own-members.ts";
import { boundTo } from "./child-bindings.ts";
import { ChildDispatcher } from "./child-dispatcher.ts";
import { ChildFunctions } from "./child-functions.ts";
import {
  type ChildOptions,
  levelGate,
  serializersOf,
  specialOf,
  tellUnsupported,
} from "./child-options.ts";
import type { Dispatching } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";
import { limitedLogger } from "./limited-logger.ts";
import { enabledFunction, levelFunction, logFunction } from "./log-functions.ts";
import type { Logger } from "./logger.ts";
import { unmarked } from "./marked-target.ts";
import { withPinoSymbols } from "./pino-http.ts";
import type { Fields, LogAtFunction, LogFunction } from "./signatures.ts";

/** Base of all loggers. */
export abstract class GatedLogger {
  dispatcher: Dispatching;
  gate: Gate;
  /** Bindings of the logger. */
  bound: Bindings | undefined;

  constructor(dispatcher: Dispatching, gate: Gate, bound: Bindings | undefined) {
    this.dispatcher = dispatcher;
    this.gate = gate;
    this.bound = bound;
  }

  get target(): string | undefined {
    return unmarked(this.gate.target);
  }

  get level(): RecordLevel | "silent" {
    const { threshold } = this.gate;
    return allLevels().findLast(({ number }) => number >= threshold)?.name ?? "silent";
  }

  set level(level: LevelName | OwnLevel | "silent" | "off") {
    this.gate = levelGate(this.gate, level);
    this.renew();
  }

  get levelVal(): number {
    const { threshold } = this.gate;
    return threshold < OFF ? threshold : Number.POSITIVE_INFINITY;
  }

  get msgPrefix(): string {
    return this.dispatcher.special?.prefix ?? "";
  }

  get levels(): PinoLevels {
    return PINO_LEVELS;
  }

  get silent(): LogFunction {
    return nothing;
  }

  get verbose(): LogFunction {
    return this.trace;
  }

  get isLevelEnabled(): Logger["isEnabled"] {
    return this.isEnabled;
  }

  child(fields?: Fields | null, options?: ChildOptions | null): Logger {
    const { dispatcher, gate, bound } = this;
    if (options === undefined || options === null || isEmpty(options)) {
      return new ChildLogger(
        dispatcher,
        gate,
        boundTo(dispatcher, fields, bound, bound?.serializers),
      );
    }
    tellUnsupported(options);
    const special = specialOf(options, dispatcher.special);
    const own = special === undefined ? dispatcher : new ChildDispatcher(dispatcher.root, special);
    const serializers = serializersOf(
      memberOf(options, "serializers"),
      bound?.serializers,
      special,
    );
    const child = new ChildLogger(
      own,
      levelGate(gate, memberOf(options, "level")),
      boundTo(own, fields, bound, serializers),
    );
    return Object.hasOwn(options, "customProps") ? withPinoSymbols(child) : child;
  }

  limit(rate: RateText): Logger {
    return limitedLogger(this, rateRule(rate), childLogger);
  }

  every(count: number): Logger {
    return limitedLogger(this, everyRule(count), childLogger);
  }

  once(): Logger {
    return limitedLogger(this, onceRule(), childLogger);
  }

  bindings(): Record<string, unknown> {
    const bindings: [name: string, value: unknown][] = [];
    for (const [name, value] of Object.entries<Plain | undefined>(this.bound?.fields ?? {})) {
      if (value !== undefined) bindings.push([name, dataOf(value)]);
    }
    return Object.fromEntries(bindings);
  }

  setBindings(fields: Fields): void {
    const { dispatcher, bound } = this;
    this.bound = boundTo(dispatcher, fields, bound, bound?.serializers);
    this.renew();
  }

  flush(callback?: (error?: Error) => void): void {
    this.dispatcher.flush().then(() => callback?.(), callback);
  }

  /** The logger's target: a logger that is logged itself, inside a request or a service, is shown by it. */
  toJSON(): string {
    const { target } = this;
    return target === undefined ? "[Logger]" : `[Logger: ${target}]`;
  }

  /** Functions of the program's own levels, in the order in which these were defined; made at first use. */
  abstract readonly ownFunctions: (LogFunction | undefined)[];
  abstract readonly trace: LogFunction;
  abstract readonly isEnabled: Logger["isEnabled"];

  /** Makes the functions again from the current gate and bindings. */
  protected abstract renew(): void;
}

// Fastify reads a logger's serializers here. Without them its own would take their place.
Object.defineProperty(GatedLogger.prototype, Symbol.for("pino.serializers"), {
  get(this: GatedLogger): Serializers {
    return { ...this.dispatcher.sanitizer.configured, ...this.bound?.serializers };
  },
});

// Shown by console.log and debuggers.
Object.defineProperty(GatedLogger.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: GatedLogger): string {
    return this.toJSON();
  },
});

/** A permanent logger. Its functions are own properties: V8 finds them without a call. */
export class RootLogger extends GatedLogger implements Logger {
  declare fatal: LogFunction;
  declare error: LogFunction;
  declare warn: LogFunction;
  declare info: LogFunction;
  declare debug: LogFunction;
  declare trace: LogFunction;
  declare log: LogAtFunction;
  declare isEnabled: Logger["isEnabled"];
  declare ownFunctions: (LogFunction | undefined)[];

  constructor(dispatcher: Dispatching, gate: Gate, bound: Bindings | undefined) {
    super(dispatcher, gate, bound);
    // Sets each once, unless the level is set later: V8 treats properties that never change as constants.
    this.renew();
  }

  protected renew(): void {
    this.fatal = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.fatal);
    this.error = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.error);
    this.warn = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.warn);
    this.info = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.info);
    this.debug = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.debug);
    this.trace = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.trace);
    this.log = logFunction(this.dispatcher, this.gate, this.bound);
    this.isEnabled = enabledFunction(this.dispatcher, this.gate);
    this.ownFunctions = [];
  }
}

/**
 * A logger that a program may make for each request or connection. Makes each function, of 128 bytes, at first use,
 * and the object that holds them only if a function other than `info` is used.
 */
class ChildLogger extends GatedLogger implements Logger {
  private functions: ChildFunctions | LogFunction | undefined;

  // An implicit constructor would pass its arguments on as a list.
  constructor(dispatcher: Dispatching, gate: Gate, bound: Bindings | undefined) {
    super(dispatcher, gate, bound);
    this.functions = undefined;
  }

  get info(): LogFunction {
    const { functions } = this;
    return typeof functions === "function" ? functions : this.listedInfo();
  }

  set info(replacement: LogFunction) {
    if (typeof this.functions === "object") this.functions.info = replacement;
    else this.functions = replacement;
  }

  get fatal(): LogFunction {
    const functions = this.all;
    functions.fatal ??= levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.fatal);
    return functions.fatal;
  }

  set fatal(replacement: LogFunction) {
    this.all.fatal = replacement;
  }

  get error(): LogFunction {
    const functions = this.all;
    functions.error ??= levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.error);
    return functions.error;
  }

  set error(replacement: LogFunction) {
    this.all.error = replacement;
  }

  get warn(): LogFunction {
    const functions = this.all;
    functions.warn ??= levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.warn);
    return functions.warn;
  }

  set warn(replacement: LogFunction) {
    this.all.warn = replacement;
  }

  get debug(): LogFunction {
    const functions = this.all;
    functions.debug ??= levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.debug);
    return functions.debug;
  }

  set debug(replacement: LogFunction) {
    this.all.debug = replacement;
  }

  get trace(): LogFunction {
    const functions = this.all;
    functions.trace ??= levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.trace);
    return functions.trace;
  }

  set trace(replacement: LogFunction) {
    this.all.trace = replacement;
  }

  get log(): LogAtFunction {
    const functions = this.all;
    functions.log ??= logFunction(this.dispatcher, this.gate, this.bound);
    return functions.log;
  }

  set log(replacement: LogAtFunction) {
    this.all.log = replacement;
  }

  get isEnabled(): Logger["isEnabled"] {
    const functions = this.all;
    functions.isEnabled ??= enabledFunction(this.dispatcher, this.gate);
    return functions.isEnabled;
  }

  set isEnabled(replacement: Logger["isEnabled"]) {
    this.all.isEnabled = replacement;
  }

  get ownFunctions(): (LogFunction | undefined)[] {
    const functions = this.all;
    functions.own ??= [];
    return functions.own;
  }

  private listedInfo(): LogFunction {
    const { functions } = this;
    if (typeof functions === "object" && functions.info !== undefined) return functions.info;
    this.info = levelFunction(this.dispatcher, this.gate, this.bound, LEVELS.info);
    return this.info;
  }

  private get all(): ChildFunctions {
    const { functions } = this;
    if (typeof functions === "object") return functions;
    const all = new ChildFunctions(functions);
    this.functions = all;
    return all;
  }

  protected renew(): void {
    this.functions = undefined;
  }
}

function childLogger(dispatcher: Dispatching, gate: Gate, bound: Bindings | undefined): Logger {
  return new ChildLogger(dispatcher, gate, bound);
}

function nothing(): void {}

/** Whether options are `{}`, which Fastify passes for nearly every child. */
function isEmpty(options: ChildOptions): boolean {
  for (const _ in options) return false;
  return Object.getPrototypeOf(options) === Object.prototype;
}
