/**
 * Transforms a program while Node loads it: `node --import @fastlog/unplugin/register app.js`.
 *
 * Options are in the environment variable `FASTLOG_UNPLUGIN`. It has no exports.
 *
 * @module
 */
import * as nodeModule from "node:module";
import { hooked, type Load, Sources, settingsOfEnvironment } from "./loading.ts";

/** `node:module`, as Node 20 and later have it. */
interface Hooking {
  /** Node 22.15 and later. */
  registerHooks?(hooks: { readonly load: Load }): void;
  register(specifier: string, parent: string): void;
  readonly Module: {
    readonly prototype: {
      _compile(this: unknown, content: string, filename: string, ...others: unknown[]): unknown;
    };
  };
}

const KEY = Symbol.for("fastlog.unplugin/1");
const holder = globalThis as { [KEY]?: true };

if (holder[KEY] === undefined) {
  holder[KEY] = true;
  const module = nodeModule as unknown as Hooking;
  const sources = new Sources(settingsOfEnvironment());
  compileTransformed(module, sources);
  // `register` runs hooks in a thread of their own, and warns on Node 26.
  if (module.registerHooks !== undefined) module.registerHooks({ load: hooked(sources) });
  else module.register("./loader.js", import.meta.url);
  process.on("exit", () => sources.tell());
}

/** Transforms CommonJS where it is compiled: every release of Node does that in one place. */
function compileTransformed({ Module }: Hooking, sources: Sources): void {
  const { prototype } = Module;
  const compile = prototype._compile;
  prototype._compile = function _compile(content, filename, ...others) {
    const made = typeof content === "string" ? sources.transform(content, filename) : undefined;
    return compile.call(this, made ?? content, filename, ...others);
  };
}
