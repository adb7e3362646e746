import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { type CreateDebug, isAnyDebug, isCreateDebug } from "./create-debug.ts";
import { Replacements } from "./replacements.ts";

/** Published behind each load of a CommonJS module, by `require` and `import`, since Node 22.4. */
const LOADED = "tracing:module.require:end";

interface Loader {
  readonly _cache: Readonly<Record<string, { readonly exports: unknown } | undefined>>;
  readonly _load: (...args: readonly unknown[]) => unknown;
}

/** Finds all copies of the package `debug` in this thread: those that are loaded, and those that will be. */
export class DebugCopies {
  private readonly found: (copy: CreateDebug) => void;
  private readonly replacements = new Replacements();
  private isOn = false;

  constructor(found: (copy: CreateDebug) => void) {
    this.found = found;
  }

  /** Finds the loaded copies, and those that will be loaded. Called again, it finds those that were loaded unseen. */
  start(): void {
    const loader: Loader = process.getBuiltinModule("node:module") as never;
    for (const module of Object.values(loader._cache)) this.look(module?.exports);
    if (this.isOn) return;
    this.isOn = true;
    if (hasChannel()) {
      subscribe(LOADED, this.loaded);
      return;
    }
    const bridge = this;
    const { _load: load } = loader;
    this.replacements.replace(loader, "_load", function _load(this: unknown, ...args: unknown[]) {
      const exported = load.apply(this, args);
      if (bridge.isOn) bridge.look(exported);
      return exported;
    });
  }

  stop(): void {
    this.isOn = false;
    unsubscribe(LOADED, this.loaded);
    this.replacements.restore();
  }

  private readonly loaded = (message: unknown): void => {
    this.look((message as { readonly result?: unknown }).result);
  };

  private look(exported: unknown): void {
    if (!isAnyDebug(exported)) return;
    try {
      if (isCreateDebug(exported)) this.found(exported);
      else complainOnce("bridge()", "a copy of debug is older than 2.6 and cannot be bridged");
    } catch (error) {
      complainOnce("bridge()", `a copy of debug cannot be bridged: ${messageOf(error)}`);
    }
  }
}

function hasChannel(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 4);
}
