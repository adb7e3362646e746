/**
 * `fastlog/bridge`: what other code logs by `console`, the package `debug`, `util.debuglog`, warnings of the process and
 * diagnostics channels, as records under the same filter.
 *
 * ```ts
 * import { bridge } from "fastlog/bridge";
 *
 * bridge({ console: true, debug: true, warnings: true }); // LOG=info,express=debug
 * ```
 *
 * @module
 */
import { Bridges } from "./bridge/bridges.ts";
import type { OriginalConsole } from "./bridge/console-bridge.ts";
import { type BridgeOptions, bridgeSettings } from "./bridge/options.ts";
import "./index.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";

export type { ChannelFunction } from "./bridge/channel-bridge.ts";
export type { ChannelRecord } from "./bridge/channel-record.ts";
export type { OriginalConsole } from "./bridge/console-bridge.ts";
export type { ConsoleMethod } from "./bridge/console-levels.ts";
export type {
  BridgeOptions,
  ConsoleBridgeOptions,
  DebugBridgeOptions,
  DebuglogBridgeOptions,
  WarningBridgeOptions,
} from "./bridge/options.ts";

/** Result of {@link bridge}. */
export interface Bridge {
  /** The functions that were replaced. They print as without a bridge: `b.original.console.log("…")`. */
  readonly original: { readonly console: OriginalConsole };
  /** Restores what this call has bridged, except for parts that a later call has named too. */
  stop(): void;
  /** Calls {@link stop} at the end of a block: `using b = bridge({ … })`. */
  [Symbol.dispose](): void;
}

/** Place of the bridges of a thread, for all copies of the package. */
const KEY = Symbol.for("fastlog.bridge/1");

/**
 * Makes records of what other code logs in this thread, from now on. Parts that are not named stay as they are; for a
 * part that is bridged already, the new options replace the old ones. Channels are parts of their own.
 *
 * Throws `ERR_FASTLOG_INVALID_OPTION` for invalid options, and if the program has frozen what is to be replaced; nothing
 * has changed then.
 */
export function bridge(options: BridgeOptions): Bridge {
  const settings = bridgeSettings(options);
  const bridges = bridgesOfThread();
  const owner = {};
  bridges.start(settings, owner);
  const stop = (): void => bridges.stop(owner);
  return {
    original: {
      get console() {
        return bridges.originalConsole;
      },
    },
    stop,
    [Symbol.dispose]: stop,
  };
}

/**
 * Ends all bridges of this thread, and restores what they have replaced. What other code has replaced since stays, and
 * calls the original where it called the bridge.
 */
export function unbridge(): void {
  (globalThis as { [KEY]?: Bridges })[KEY]?.stop();
}

function bridgesOfThread(): Bridges {
  const holder = globalThis as { [KEY]?: Bridges };
  holder[KEY] ??= new Bridges(sharedRuntime(missing));
  return holder[KEY];
}

/** The import of the package above has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
