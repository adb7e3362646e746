import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { suggestLevel } from "../diagnostics/suggest.ts";
import { FastlogError } from "../errors.ts";
import { exactLevelNumber, LEVELS, levelNames, type RecordLevel } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import type { ChannelFunction } from "./channel-bridge.ts";
import { CONSOLE_LEVELS, type ConsoleMethod } from "./console-levels.ts";
import { type CreateDebug, isCreateDebug } from "./create-debug.ts";
import type { TargetOf } from "./targets.ts";

/** Options for `console`. */
export interface ConsoleBridgeOptions {
  /**
   * Levels of the methods that are to differ from the usual ones: `log`, `info`, `dir`, `table`, `count`, `time` and
   * `group` are `info`, `error` and `assert` are `error`, and `warn`, `debug` and `trace` are the levels of their names.
   */
  readonly levels?: Partial<Record<ConsoleMethod, RecordLevel>> | undefined;
  /** Target of all records. Default: the calling module, as for a call of fastlog. */
  readonly target?: string | undefined;
  /**
   * Whether properties of objects that no placeholder takes become fields, so that redaction and serializers apply to
   * them. With `false` objects are in the message, as `console` prints them. Default `true`.
   */
  readonly fields?: boolean | undefined;
  /**
   * Whether methods that were taken out of `console` before make records too (`const { log } = console`). They still
   * print. Needs Node 22 or later; no effect on Node 20. Default `false`.
   */
  readonly captured?: boolean | undefined;
}

/** Options for the package `debug`. */
export interface DebugBridgeOptions {
  /** Level of the records. Default `debug`. */
  readonly level?: RecordLevel | undefined;
  /** Returns the target of a namespace. Default: `express:router` is `express::router`. */
  readonly target?: ((namespace: string) => string) | undefined;
  /** As for `console`. Default `true`. */
  readonly fields?: boolean | undefined;
  /** Copies of `debug` that fastlog cannot find, such as one inside of a bundle: what `import debug from "debug"` gives. */
  readonly copies?: readonly unknown[] | undefined;
}

/** Options for `util.debuglog`. */
export interface DebuglogBridgeOptions {
  /** Level of the records. Default `debug`. */
  readonly level?: RecordLevel | undefined;
  /** Returns the target of a section, which is in lower case. Default: `pool` is `node::pool`. */
  readonly target?: ((section: string) => string) | undefined;
  /** As for `console`. Default `true`. */
  readonly fields?: boolean | undefined;
}

/** Options for warnings of the process. */
export interface WarningBridgeOptions {
  /** Target of the records. Default `node::warning`. */
  readonly target?: string | undefined;
  /**
   * Whether the records have the stack. With `false` they have it where Node prints it: with `--trace-warnings` or, for
   * deprecations, `--trace-deprecation`. Default `true`.
   */
  readonly stack?: boolean | undefined;
}

/** Options of `bridge()`. */
export interface BridgeOptions {
  /** Methods of `console`. */
  readonly console?: boolean | ConsoleBridgeOptions | undefined;
  /** All copies of the package `debug`. */
  readonly debug?: boolean | DebugBridgeOptions | undefined;
  /** Loggers that `util.debuglog` makes from now on. */
  readonly debuglog?: boolean | DebuglogBridgeOptions | undefined;
  /** Warnings of the process, such as deprecations. */
  readonly warnings?: boolean | WarningBridgeOptions | undefined;
  /**
   * Channels of `node:diagnostics_channel` by name, each with a function that makes a record of a message:
   * `"undici:request:create"`, or `"tracing:db.query"` for the operations of a tracing channel.
   */
  readonly channels?: Readonly<Record<string, ChannelFunction>> | undefined;
}

export interface ConsoleSettings {
  /** Numbers of the levels. */
  readonly levels: Readonly<Record<ConsoleMethod, number>>;
  readonly target: string | undefined;
  readonly fields: boolean;
  readonly captured: boolean;
}

export interface DebugSettings {
  /** Number of the level. */
  readonly level: number;
  readonly target: TargetOf | undefined;
  readonly fields: boolean;
  readonly copies: readonly CreateDebug[];
}

export type DebuglogSettings = Omit<DebugSettings, "copies">;

export interface WarningSettings {
  readonly target: string;
  readonly stack: boolean;
}

/** Checked options. A part that is not to be bridged is `undefined`. */
export interface BridgeSettings {
  readonly console: ConsoleSettings | undefined;
  readonly debug: DebugSettings | undefined;
  readonly debuglog: DebuglogSettings | undefined;
  readonly warnings: WarningSettings | undefined;
  readonly channels: readonly (readonly [name: string, toRecord: ChannelFunction])[];
}

type Check = (value: unknown, name: string) => void;
type Checks = Readonly<Record<string, Check>>;

const LEVEL_CHECKS: Checks = Object.fromEntries(
  Object.keys(CONSOLE_LEVELS).map((name) => [name, isLevel]),
);

const CHECKS: Readonly<Record<keyof BridgeOptions, Check>> = {
  console: part({
    levels: (value, name) => checkAll(value, LEVEL_CHECKS, `${name}.`, "an object of levels"),
    target: isTarget,
    fields: isBoolean,
    captured: isBoolean,
  }),
  debug: part({
    level: isLevel,
    target: isFunction,
    fields: isBoolean,
    copies: (value, name) => {
      if (Array.isArray(value) && value.every(isCreateDebug)) return;
      throw invalidOption(name, value, 'expected a list of what `import debug from "debug"` gives');
    },
  }),
  debuglog: part({ level: isLevel, target: isFunction, fields: isBoolean }),
  warnings: part({ target: isTarget, stack: isBoolean }),
  channels: (value, name) => {
    if (!isObject(value)) throw invalidOption(name, value, "expected an object of functions");
    for (const [channel, toRecord] of Object.entries(value)) {
      isFunction(toRecord, `${name}[${JSON.stringify(channel)}]`);
    }
  },
};

/** Words that a user may take for parts of a bridge. */
const MEANT: Readonly<Record<string, keyof BridgeOptions>> = {
  log: "console",
  util: "debuglog",
  NODE_DEBUG: "debuglog",
  DEBUG: "debug",
  warning: "warnings",
  deprecations: "warnings",
  diagnostics_channel: "channels",
  undici: "channels",
};

/** Checks options. Throws `ERR_FASTLOG_INVALID_OPTION` for an unknown option and for an invalid value. */
export function bridgeSettings(given: unknown): BridgeSettings {
  const expected = `an object with ${Object.keys(CHECKS).join(", ")}`;
  if (!isObject(given)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid options ${show(given)} of bridge() (expected ${expected})`,
    );
  }
  checkAll(given, CHECKS, "", expected);
  const options = ownOptions<BridgeOptions>(given);
  const own = partOf(options.console);
  const debug = partOf(options.debug);
  const debuglog = partOf(options.debuglog);
  const warnings = partOf(options.warnings);
  return {
    console: own && {
      levels: levelsOf(own.levels),
      target: own.target,
      fields: own.fields ?? true,
      captured: own.captured ?? false,
    },
    debug: debug && {
      ...debugSettings(debug),
      copies: (debug.copies ?? []) as readonly CreateDebug[],
    },
    debuglog: debuglog && debugSettings(debuglog),
    warnings: warnings && {
      target: warnings.target ?? "node::warning",
      stack: warnings.stack ?? true,
    },
    channels: Object.entries(options.channels ?? {}),
  };
}

function debugSettings(given: DebuglogBridgeOptions): DebuglogSettings {
  return {
    level: exactLevelNumber(given.level) ?? LEVELS.debug,
    target: given.target,
    fields: given.fields ?? true,
  };
}

function levelsOf(given: ConsoleBridgeOptions["levels"] = {}): ConsoleSettings["levels"] {
  const own = Object.entries(given).filter(([, level]) => level !== undefined);
  const levels = { ...CONSOLE_LEVELS, ...Object.fromEntries(own) };
  const numbers = Object.entries(levels).map(([name, level]) => [name, exactLevelNumber(level)]);
  return Object.fromEntries(numbers) as ConsoleSettings["levels"];
}

function partOf<T extends object>(option: boolean | T | undefined): Partial<T> | undefined {
  if (option === undefined || option === false) return undefined;
  return option === true ? ownOptions<T>() : ownOptions<T>(option);
}

/** The check of a part that `true` bridges with its usual options. */
function part(checks: Checks): Check {
  const names = Object.keys(checks).join(", ");
  return (value, name) => {
    if (typeof value === "boolean") return;
    checkAll(value, checks, `${name}.`, `true, false or an object with ${names}`);
  };
}

function checkAll(given: unknown, checks: Checks, prefix: string, expected: string): void {
  if (!isObject(given)) throw invalidOption(prefix.slice(0, -1), given, `expected ${expected}`);
  const names = Object.keys(checks);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, name)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(prefix + name)} of bridge() (expected ${names.join(", ")})${meant(name, names)}`,
      );
    }
    if (value !== undefined) checks[name]?.(value, prefix + name);
  }
}

function meant(name: string, names: readonly string[]): string {
  const word = Object.hasOwn(MEANT, name) ? MEANT[name] : undefined;
  if (word !== undefined && names.includes(word)) return `; did you mean ${show(word)}?`;
  return nearName(name, names);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLevel(value: unknown, name: string): void {
  if (exactLevelNumber(value) !== undefined) return;
  const near = typeof value === "string" ? suggestLevel(value, 2) : undefined;
  const question = near === undefined || near === "off" ? "" : `; did you mean "${near}"?`;
  throw invalidOption(name, value, `expected ${levelNames()}${question}`);
}

function isTarget(value: unknown, name: string): void {
  if (typeof value !== "string" || value === "")
    throw invalidOption(name, value, "expected a name");
}

function isFunction(value: unknown, name: string): void {
  if (typeof value !== "function") throw invalidOption(name, value, "expected a function");
}

function isBoolean(value: unknown, name: string): void {
  if (typeof value !== "boolean") throw invalidOption(name, value, "expected true or false");
}
