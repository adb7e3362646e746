/** An instance of `debug`: `debug("express:router")`. */
export interface DebugInstance {
  (...args: readonly unknown[]): void;
  readonly namespace: string;
  enabled: boolean;
  /** Set by a program that sends the instance's lines elsewhere. */
  readonly log?: unknown;
}

/** The exports of a copy of the package `debug`, versions 2.6 to 4. */
export interface CreateDebug {
  (namespace: string): DebugInstance;
  enabled(namespace: string): boolean;
  enable(namespaces: string): void;
  /** Called for each new instance. */
  init(instance: DebugInstance): void;
  /** Called with the first argument of a call. */
  coerce(value: unknown): unknown;
  /** Adds the namespace, the date and colours to the arguments of a call. */
  formatArgs(this: DebugInstance, args: unknown[]): void;
  log(this: DebugInstance, ...args: readonly unknown[]): void;
  /** All instances, in versions 3.1 to 4.2. */
  readonly instances?: readonly DebugInstance[];
  /** From 4.3 on: instances ask {@link enabled} again if it has another value than before. */
  namespaces?: unknown;
}

const COMMON = ["enabled", "enable", "coerce", "formatArgs", "names", "skips", "formatters"];

/** Whether a module's exports are those of `debug`, of any version. Runs no getter of the module. */
export function isAnyDebug(exported: unknown): boolean {
  try {
    return typeof exported === "function" && COMMON.every((name) => Object.hasOwn(exported, name));
  } catch {
    return false; // a proxy
  }
}

/** Whether exports are those of a version of `debug` that can be bridged. */
export function isCreateDebug(exported: unknown): exported is CreateDebug {
  return (
    isAnyDebug(exported) &&
    Object.hasOwn(exported as CreateDebug, "init") &&
    Object.hasOwn(exported as CreateDebug, "log")
  );
}
