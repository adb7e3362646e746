import { isError } from "../fields/argument-kind.ts";
import { LEVELS } from "../level.ts";
import type { BridgedCalls } from "./bridged-calls.ts";
import { type Content, literalContent } from "./content.ts";
import type { WarningSettings } from "./options.ts";
import { type WarningFlags, warningFlags } from "./warning-flags.ts";

// Node's own, which it emits warnings by, even if a test has replaced it since.
const { nextTick } = process;

type Listener = (warning: Warning) => void;

/** A warning, as Node emits it. */
interface Warning extends Error {
  readonly code?: unknown;
  readonly detail?: unknown;
}

/** Properties of `process` that flags set. */
interface WarningProcess {
  readonly noDeprecation?: boolean;
  readonly traceDeprecation?: boolean;
  readonly traceProcessWarnings?: boolean;
}

/** Name of Node's own listener of `warning`, which prints. */
const PRINTING = "onWarning";

/** Logs the warnings of the process, and has Node's own listener print none meanwhile. */
export class WarningBridge {
  private readonly calls: BridgedCalls;
  private settings: WarningSettings | undefined;
  private flags: WarningFlags = warningFlags({}, []);
  /** Node's own listener, while it is removed. */
  private printing: Listener | undefined;
  private wasFirst = false;
  /** The writing of the last record has caused the warnings that are emitted now. */
  private isOwn = false;

  constructor(calls: BridgedCalls) {
    this.calls = calls;
  }

  start(settings: WarningSettings): void {
    const isFirst = this.settings === undefined;
    this.settings = settings;
    if (!isFirst) return;
    this.flags = warningFlags(process.env, process.execArgv);
    const listeners = process.listeners("warning") as Listener[];
    // With a file of its own, Node's listener is not in the way.
    const printing = this.flags.areRedirected ? undefined : listeners.find(isNodes);
    this.printing = printing;
    this.wasFirst = printing !== undefined && listeners[0] === printing;
    if (printing !== undefined) process.removeListener("warning", printing);
    if (this.wasFirst) process.prependListener("warning", this.listener);
    else process.on("warning", this.listener);
  }

  stop(): void {
    this.settings = undefined;
    // A program that has removed all listeners wants none.
    const isThere = process.listeners("warning").includes(this.listener);
    process.removeListener("warning", this.listener);
    const { printing } = this;
    this.printing = undefined;
    if (printing === undefined || !isThere) return;
    if (this.wasFirst) process.prependListener("warning", printing);
    else process.on("warning", printing);
  }

  private readonly listener = (warning: Warning): void => {
    if (this.isOwn || this.calls.guard.isInside) {
      this.printing?.call(process, warning);
      return;
    }
    const { settings } = this;
    if (settings === undefined || !this.isWanted(warning)) return;
    // `emitWarning` emits in the next tick: what is emitted between these two was caused by the record.
    nextTick(this.begin);
    this.calls.named(settings.target, LEVELS.warn, this.listener, () =>
      contentOf(warning, settings),
    );
    nextTick(this.end);
  };

  private readonly begin = (): void => {
    this.isOwn = true;
  };

  private readonly end = (): void => {
    this.isOwn = false;
  };

  /** Whether Node would print a warning. */
  private isWanted(warning: Warning): boolean {
    const { areOff, disabled } = this.flags;
    if (areOff || !isError(warning)) return false;
    if (disabled.has(warning.name) || disabled.has(String(warning.code))) return false;
    return !(isDeprecation(warning) && (process as WarningProcess).noDeprecation === true);
  }
}

function isNodes(listener: Listener): boolean {
  if (listener.name !== PRINTING) return false;
  // A function of the program may have the same name.
  return Function.prototype.toString.call(listener).includes("traceProcessWarnings");
}

function isDeprecation({ name }: Warning): boolean {
  return name === "DeprecationWarning";
}

function contentOf(warning: Warning, settings: WarningSettings): Content {
  const { name: type, code, detail, stack, message } = warning;
  const { traceProcessWarnings, traceDeprecation } = process as WarningProcess;
  const isTraced = traceProcessWarnings || (traceDeprecation && isDeprecation(warning));
  const fields = {
    type,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...(settings.stack || isTraced ? { stack } : {}),
  };
  return literalContent(String(message), [fields]);
}
