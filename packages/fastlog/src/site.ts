/**
 * `fastlog/site`: call sites for generated code, such as that of a build plugin. A program that is written by hand needs
 * none of it.
 *
 * ```ts
 * import { bound, site } from "fastlog/site";
 *
 * const { info, debug } = bound("app::http");
 * const s0 = site("user {} from {}", "app::http", "/srv/app/src/http.js", 12, 3);
 * const s1 = site(undefined, "app::http", "/srv/app/src/http.js", 13, 3);
 *
 * info(s0, id, ip);            // info("user {} from {}", id, ip)
 * info(s1, { id }, "logged in"); // info({ id }, "logged in")
 * ```
 *
 * @module
 */

import type { Site } from "./call/is-site.ts";
import type { Logger } from "./call/logger.ts";
import type { LogAtFunction, LogFunction } from "./call/signatures.ts";
import "./index.ts";
import type { Runtime } from "./lifecycle/runtime.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";

export type { Site } from "./call/is-site.ts";

/**
 * Makes the object of one place in the source that logs. It stands in place of the message, as the first argument of any
 * log function: `info(site, a, b)`, `logger("x").info(site)`, `child.warn(site, err)`, `log("warn", site, a)` and the functions
 * of `createLevels`. Such a call logs what the same call with `template` logs; without further arguments, `template` is
 * literal.
 *
 * - `target` is that of functions that are bound to none, such as `info` of `fastlog`: they look at no stack.
 * - `file` and `line` are what a format prints as `{file}` and `{line}`. The file should be an absolute path.
 * - Without a `template` (`undefined`), the site stands before the arguments of any call: `info(site, err, "failed")`,
 *   `log(site, level, "text")`.
 *
 * Make one for each place, outside of functions. Throws `ERR_FASTLOG_INVALID_TEMPLATE` for a template that is no text,
 * and `ERR_FASTLOG_INVALID_TARGET` for a target that is none.
 */
export function site(
  template: string | undefined,
  target: string,
  file: string,
  line: number,
  column: number,
): Site {
  return runtime().site(template, target, file, line, column);
}

/** Log functions of a target. Each has the name and the signature of an export of `fastlog`. */
export interface Bound {
  readonly fatal: LogFunction;
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
  readonly debug: LogFunction;
  readonly trace: LogFunction;
  readonly log: LogAtFunction;
  readonly enabled: Logger["isEnabled"];
}

/**
 * The exports of `fastlog` whose records have the target of the calling module, bound to one target: a call that does not
 * pass costs one comparison. All other exports of `fastlog` can be used as they are: `logger`, `configure`,
 * `createLevels`, `defineEvent` and so on. Each call makes new functions. `target` is a name or `import.meta`, as for
 * `logger`. Throws `ERR_FASTLOG_INVALID_TARGET`.
 */
export function bound(target: string | { readonly url: string }): Bound {
  const { fatal, error, warn, info, debug, trace, log, isEnabled } = runtime().logger(
    target,
    bound,
  );
  return { fatal, error, warn, info, debug, trace, log, enabled: isEnabled };
}

function runtime(): Runtime {
  return sharedRuntime(missing);
}

/** The import of the package above has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
