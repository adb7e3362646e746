import { Buffer } from "buffer";
import { CLOCK, PROCESS } from "./facts.ts";
import { inspect, styleText, types } from "./util.ts";

// The library takes all that it needs of Node from `process`, most of it only to deliver records. A page captures its
// records, so it needs the parts that make them; every other member exists, and throws when it is used.

const nothing = (): void => {};

class AsyncLocalStorage {
  getStore(): undefined {}
  run<T>(_: unknown, action: () => T): T {
    return action();
  }
}

const MODULES: Readonly<Record<string, object>> = {
  "node:async_hooks": { AsyncLocalStorage, executionAsyncId: () => 1 },
  "node:buffer": { Buffer },
  "node:diagnostics_channel": { channel: () => ({ hasSubscribers: false }) },
  "node:events": { EventEmitter: class EventEmitter {} },
  // The library asks whether it is a module of Node, which could compile its other files.
  "node:module": class Module {},
  "node:os": { hostname: () => PROCESS.hostname },
  "node:stream": { Stream: class Stream {} },
  "node:timers": {
    setTimeout: globalThis.setTimeout.bind(globalThis),
    clearTimeout: globalThis.clearTimeout.bind(globalThis),
    setImmediate: (action: () => void) => globalThis.setTimeout(action, 0),
    clearImmediate: globalThis.clearTimeout.bind(globalThis),
  },
  "node:tty": { WriteStream: class WriteStream {}, isatty: () => false },
  "node:util": { inspect, styleText, types },
  "node:worker_threads": {
    isMainThread: true,
    threadId: 0,
    getEnvironmentData: nothing,
    setEnvironmentData: nothing,
  },
};

/** A module whose members throw when they are called or constructed. */
function unavailable(name: string): object {
  return new Proxy(
    {},
    {
      get: (_, member) =>
        function missing(): never {
          throw new Error(`${name}.${String(member)} is not there in a browser`);
        },
    },
  );
}

export const process = {
  getBuiltinModule: (name: string): object => MODULES[name] ?? unavailable(name),
  pid: PROCESS.pid,
  // Presets of JSON take the name of the service from here.
  env: { OTEL_SERVICE_NAME: PROCESS.service },
  argv: [],
  execArgv: [],
  platform: "linux",
  versions: { node: "24.0.0" },
  abort: nothing,
  cwd: () => "/",
  emitWarning: nothing,
  uptime: () => Number(CLOCK.hrtime / 1_000_000n) / 1000,
  hrtime: { bigint: () => CLOCK.hrtime },
  listenerCount: () => 0,
  listeners: () => [],
  on: nothing,
  once: nothing,
  off: nothing,
  prependListener: nothing,
};
