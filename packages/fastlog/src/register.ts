/**
 * `fastlog/register`: gives each module that imports `fastlog` functions that are bound to its target.
 *
 * ```sh
 * node --import fastlog/register app.js
 * node --require fastlog/register app.js
 * ```
 *
 * A call that does not pass costs one comparison then, whatever the filter, and no call looks at the stack for its target. The
 * targets are the same. It is loaded before the program, and has no exports.
 *
 * @module
 */
import nodeModule from "node:module";
import { pathToFileURL } from "node:url";
import { bindRequires, type ModuleClass } from "./register/requires.ts";
import { boundUrl, SPECIFIER } from "./register/resolved.ts";

interface Context {
  readonly parentURL?: string | undefined;
}

type Resolve = <Result extends { readonly url: string }>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Result,
) => Result;

/** `node:module`, as Node 20 and later have it. */
type Hooking = ModuleClass & {
  /** Node 22.15 and later. */
  registerHooks?(hooks: { readonly resolve: Resolve }): void;
  register(specifier: string, parent: URL): void;
};

/** Whether a copy of the package has registered in this thread. The number changes with what it registers. */
const KEY = Symbol.for("fastlog.register/1");
const holder = globalThis as { [KEY]?: true };

const resolve: Resolve = (specifier, context, next) => {
  const resolved = next(specifier, context);
  if (specifier !== SPECIFIER) return resolved;
  const url = boundUrl(resolved.url, context.parentURL);
  return url === undefined ? resolved : { ...resolved, url };
};

if (holder[KEY] === undefined) {
  holder[KEY] = true;
  const module = nodeModule as unknown as Hooking;
  bindRequires(module);
  // `register` runs hooks in a thread of their own, and warns on Node 26.
  if (module.registerHooks !== undefined) module.registerHooks({ resolve });
  else module.register("./loader.js", pathToFileURL(__filename));
}
