import type { Fields, LogAtFunction, LogFunction } from "./call.ts";
import { ChildIntake } from "./child-intake.ts";
import {
  type ChildOptions,
  levelGate,
  serializersOf,
  specialOf,
  tellUnsupported,
} from "./child-options.ts";
import { dataOf } from "./encode/data.ts";
import type { Gate } from "./gate.ts";
import type { Intaking } from "./intake.ts";
import {
  LEVEL_NAMES,
  LEVELS,
  type Level,
  type LevelName,
  PINO_LEVELS,
  type PinoLevels,
} from "./level.ts";
import { enabledFunction, levelFunction, logFunction } from "./log-functions.ts";
import type { Logger } from "./logger.ts";
import { withPinoSymbols } from "./pino-http.ts";
import type { Serializers } from "./refine.ts";
import { checkFields, Scope, takeFields } from "./scope.ts";

const NO_FIELDS = {};

/** What all loggers are made of. */
export abstract class GatedLogger {
  intake: Intaking;
  gate: Gate;
  /** The fields that all its records have. */
  scope: Scope | undefined;

  constructor(intake: Intaking, gate: Gate, scope: Scope | undefined) {
    this.intake = intake;
    this.gate = gate;
    this.scope = scope;
  }

  get target(): string | undefined {
    return this.gate.target;
  }

  get level(): Level | "silent" {
    const { threshold } = this.gate;
    return LEVEL_NAMES.findLast((name) => LEVELS[name] >= threshold) ?? "silent";
  }

  set level(level: LevelName | "silent" | "off") {
    this.gate = levelGate(this.gate, level);
    this.renew();
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
    const { intake, gate, scope } = this;
    if (options === undefined || options === null) {
      return new ChildLogger(intake, gate, boundTo(intake, fields, scope, scope?.serializers));
    }
    tellUnsupported(options);
    const special = specialOf(options, intake.special);
    const own = special === undefined ? intake : new ChildIntake(intake.root, special);
    const serializers = serializersOf(options.serializers, scope?.serializers, special);
    const child = new ChildLogger(
      own,
      levelGate(gate, options.level),
      boundTo(own, fields, scope, serializers),
    );
    return "customProps" in options ? withPinoSymbols(child) : child;
  }

  bindings(): Record<string, unknown> {
    const { fields = [] } = this.scope ?? {};
    return Object.fromEntries(fields.map(([name, value]) => [name, dataOf(value)]));
  }

  setBindings(fields: Fields): void {
    const { intake, scope } = this;
    this.scope = boundTo(intake, fields, scope, scope?.serializers);
    this.renew();
  }

  flush(callback?: (error?: Error) => void): void {
    this.intake.flush().then(() => callback?.(), callback);
  }

  /** What stands for a logger that is itself logged, inside of a request or a service: not all that it is made of. */
  toJSON(): string {
    const { target } = this;
    return target === undefined ? "[Logger]" : `[Logger: ${target}]`;
  }

  abstract readonly trace: LogFunction;
  abstract readonly isEnabled: Logger["isEnabled"];

  /** Its functions are to be those of what it is made of now. */
  protected abstract renew(): void;
}

// Where Fastify looks for the serializers that a logger has: its own would take their place else.
Object.defineProperty(GatedLogger.prototype, Symbol.for("pino.serializers"), {
  get(this: GatedLogger): Serializers {
    return { ...this.intake.refinement.configured, ...this.scope?.serializers };
  },
});

// What console.log, and a debugger, show.
Object.defineProperty(GatedLogger.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: GatedLogger): string {
    return this.toJSON();
  },
});

/** A logger that a program has for good: V8 finds its functions without a call. */
export class RootLogger extends GatedLogger implements Logger {
  declare fatal: LogFunction;
  declare error: LogFunction;
  declare warn: LogFunction;
  declare info: LogFunction;
  declare debug: LogFunction;
  declare trace: LogFunction;
  declare log: LogAtFunction;
  declare isEnabled: Logger["isEnabled"];

  constructor(intake: Intaking, gate: Gate, scope: Scope | undefined) {
    super(intake, gate, scope);
    // Each is set once, unless a level is: V8 takes what never changes for a constant.
    this.renew();
  }

  protected renew(): void {
    this.fatal = levelFunction(this.intake, this.gate, this.scope, LEVELS.fatal);
    this.error = levelFunction(this.intake, this.gate, this.scope, LEVELS.error);
    this.warn = levelFunction(this.intake, this.gate, this.scope, LEVELS.warn);
    this.info = levelFunction(this.intake, this.gate, this.scope, LEVELS.info);
    this.debug = levelFunction(this.intake, this.gate, this.scope, LEVELS.debug);
    this.trace = levelFunction(this.intake, this.gate, this.scope, LEVELS.trace);
    this.log = logFunction(this.intake, this.gate, this.scope);
    this.isEnabled = enabledFunction(this.intake, this.gate);
  }
}

/**
 * A logger of which there may be one for each request or connection: a function is made when it is first asked
 * for, since eight of them take a kilobyte.
 */
class ChildLogger extends GatedLogger implements Logger {
  private fatalFunction: LogFunction | undefined = undefined;
  private errorFunction: LogFunction | undefined = undefined;
  private warnFunction: LogFunction | undefined = undefined;
  private infoFunction: LogFunction | undefined = undefined;
  private debugFunction: LogFunction | undefined = undefined;
  private traceFunction: LogFunction | undefined = undefined;
  private logFunction: LogAtFunction | undefined = undefined;
  private enabledFunction: Logger["isEnabled"] | undefined = undefined;

  get fatal(): LogFunction {
    this.fatalFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.fatal);
    return this.fatalFunction;
  }

  set fatal(replacement: LogFunction) {
    this.fatalFunction = replacement;
  }

  get error(): LogFunction {
    this.errorFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.error);
    return this.errorFunction;
  }

  set error(replacement: LogFunction) {
    this.errorFunction = replacement;
  }

  get warn(): LogFunction {
    this.warnFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.warn);
    return this.warnFunction;
  }

  set warn(replacement: LogFunction) {
    this.warnFunction = replacement;
  }

  get info(): LogFunction {
    this.infoFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.info);
    return this.infoFunction;
  }

  set info(replacement: LogFunction) {
    this.infoFunction = replacement;
  }

  get debug(): LogFunction {
    this.debugFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.debug);
    return this.debugFunction;
  }

  set debug(replacement: LogFunction) {
    this.debugFunction = replacement;
  }

  get trace(): LogFunction {
    this.traceFunction ??= levelFunction(this.intake, this.gate, this.scope, LEVELS.trace);
    return this.traceFunction;
  }

  set trace(replacement: LogFunction) {
    this.traceFunction = replacement;
  }

  get log(): LogAtFunction {
    this.logFunction ??= logFunction(this.intake, this.gate, this.scope);
    return this.logFunction;
  }

  set log(replacement: LogAtFunction) {
    this.logFunction = replacement;
  }

  get isEnabled(): Logger["isEnabled"] {
    this.enabledFunction ??= enabledFunction(this.intake, this.gate);
    return this.enabledFunction;
  }

  set isEnabled(replacement: Logger["isEnabled"]) {
    this.enabledFunction = replacement;
  }

  protected renew(): void {
    this.fatalFunction = undefined;
    this.errorFunction = undefined;
    this.warnFunction = undefined;
    this.infoFunction = undefined;
    this.debugFunction = undefined;
    this.traceFunction = undefined;
    this.logFunction = undefined;
    this.enabledFunction = undefined;
  }
}

function nothing(): void {}

/** The fields of a logger, and more. What is no object throws; nothing at all is no fields. */
function boundTo(
  intake: Intaking,
  fields: Fields | null | undefined,
  scope: Scope | undefined,
  serializers: Serializers | undefined,
): Scope {
  const { refinement, special } = intake;
  const given = checkFields(fields ?? NO_FIELDS, refinement);
  const taken = takeFields(given, refinement, serializers);
  const all = scope === undefined ? new Scope(taken, serializers) : scope.with(taken, serializers);
  const redaction = special?.redaction;
  return redaction === undefined ? all : all.withheld(refinement, redaction);
}
