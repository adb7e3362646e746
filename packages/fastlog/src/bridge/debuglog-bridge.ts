import type { BridgedCalls } from "./bridged-calls.ts";
import { contentOf } from "./content.ts";
import type { DebuglogSettings } from "./options.ts";
import { needReplaceable, Replacements, syncExports } from "./replacements.ts";
import { type TargetOf, targetsOf } from "./targets.ts";

/** A logger of `util.debuglog`. */
interface DebugLogger {
  (...args: readonly unknown[]): void;
  readonly enabled: boolean;
}

type Debuglog = (section: string, callback?: (logger: DebugLogger) => void) => DebugLogger;

interface Records {
  readonly level: number;
  readonly fields: boolean;
  readonly targetOf: TargetOf;
}

const NAMES = ["debuglog", "debug"] as const;

/**
 * Replaces `util.debuglog`. A logger that it makes prints what `NODE_DEBUG` turns on, and logs what the filter lets pass.
 */
export class DebuglogBridge {
  private readonly calls: BridgedCalls;
  private readonly replacements = new Replacements();
  private records: Records | undefined;

  constructor(calls: BridgedCalls) {
    this.calls = calls;
  }

  /** Throws if the functions cannot be replaced. */
  check(): void {
    if (this.records === undefined) needReplaceable(utilities(), NAMES, "util");
  }

  start({ level, fields, target }: DebuglogSettings): void {
    const isFirst = this.records === undefined;
    this.records = { level, fields, targetOf: targetsOf("debuglog.target", "node::", target) };
    if (!isFirst) return;
    const util = utilities();
    const original = util.debuglog;
    const debuglog: Debuglog = (section, callback) =>
      this.records === undefined
        ? original(section, callback)
        : this.logger(original(section), section, callback);
    for (const name of NAMES) this.replacements.replace(util, name, debuglog);
    // For modules that import the function by its name.
    syncExports();
  }

  stop(): void {
    this.records = undefined;
    this.replacements.restore();
    syncExports();
  }

  private logger(
    printing: DebugLogger,
    name: string,
    callback: ((logger: DebugLogger) => void) | undefined,
  ): DebugLogger {
    const bridge = this;
    const section = String(name).toLowerCase();
    let isUsed = false;
    function debuglog(...args: readonly unknown[]): void {
      if (!isUsed) {
        isUsed = true;
        callback?.(logger);
      }
      const { records, calls } = bridge;
      if (records !== undefined && !calls.guard.isInside) {
        const { level, targetOf, fields } = records;
        calls.named(targetOf(section), level, debuglog, () => contentOf(args, fields));
      }
      printing(...args);
    }
    const logger = Object.defineProperty(debuglog, "enabled", {
      get: () => printing.enabled || bridge.isOn(section),
      configurable: true,
      enumerable: true,
    }) as typeof debuglog & DebugLogger;
    return logger;
  }

  private isOn(section: string): boolean {
    const { records, calls } = this;
    return records !== undefined && calls.passes(records.targetOf(section), records.level);
  }
}

function utilities(): Record<(typeof NAMES)[number], Debuglog> {
  return process.getBuiltinModule("node:util") as never;
}
