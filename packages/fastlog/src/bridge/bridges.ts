import type { Runtime } from "../lifecycle/runtime.ts";
import { BridgedCalls } from "./bridged-calls.ts";
import { ChannelBridge } from "./channel-bridge.ts";
import { ConsoleBridge, type OriginalConsole } from "./console-bridge.ts";
import { DebugBridge } from "./debug-bridge.ts";
import { DebuglogBridge } from "./debuglog-bridge.ts";
import { Guard } from "./guard.ts";
import type { BridgeSettings } from "./options.ts";
import { WarningBridge } from "./warning-bridge.ts";

/** Ends a part of the bridges. */
type Stop = () => void;

/** All bridges of a thread. Each part belongs to the last call of `bridge()` that has named it. */
export class Bridges {
  private readonly runtime: Runtime;
  private readonly guard = new Guard();
  private readonly calls: BridgedCalls;
  private readonly console: ConsoleBridge;
  private readonly debug: DebugBridge;
  private readonly debuglog: DebuglogBridge;
  private readonly warnings: WarningBridge;
  private readonly channels = new Map<string, ChannelBridge>();
  /** The parts that are bridged: by name, the call that each belongs to, and the function that ends it. */
  private readonly parts = new Map<string, { readonly owner: object; readonly stop: Stop }>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.calls = new BridgedCalls(runtime, this.guard);
    this.console = new ConsoleBridge(this.calls);
    this.debug = new DebugBridge(this.calls);
    this.debuglog = new DebuglogBridge(this.calls);
    this.warnings = new WarningBridge(this.calls);
  }

  get originalConsole(): OriginalConsole {
    return this.console.original;
  }

  /** Starts parts, for a call that owns them from now on; changes those that are on. Throws, and changes nothing. */
  start(settings: BridgeSettings, owner: object): void {
    const { console, debug, debuglog, warnings, channels } = settings;
    if (console !== undefined) this.console.check();
    if (debuglog !== undefined) this.debuglog.check();
    const own = (name: string, stop: Stop) => this.parts.set(name, { owner, stop });
    if (console !== undefined) {
      this.console.start(console);
      own("console", () => this.console.stop());
    }
    if (debug !== undefined) {
      this.debug.start(debug);
      own("debug", () => this.debug.stop());
    }
    if (debuglog !== undefined) {
      this.debuglog.start(debuglog);
      own("debuglog", () => this.debuglog.stop());
    }
    if (warnings !== undefined) {
      this.warnings.start(warnings);
      own("warnings", () => this.warnings.stop());
    }
    for (const [name, toRecord] of channels) {
      const known = this.channels.get(name);
      if (known !== undefined) known.change(toRecord);
      else this.channels.set(name, new ChannelBridge(name, toRecord, this.calls));
      own(`channels.${name}`, () => {
        this.channels.get(name)?.stop();
        this.channels.delete(name);
      });
    }
    this.surround();
  }

  /** Stops the parts of one call, or all. */
  stop(owner?: object): void {
    for (const [name, part] of this.parts) {
      if (owner !== undefined && part.owner !== owner) continue;
      this.parts.delete(name);
      part.stop();
    }
    this.surround();
  }

  private surround(): void {
    const isBridged = this.parts.size > 0;
    this.runtime.surroundings.run = isBridged ? this.guard.surround : undefined;
    if (!isBridged) this.guard.leave();
  }
}
