import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { targetOf } from "../target.ts";
import { type Callee, callerTarget } from "./call-site.ts";

/**
 * The target of a logger: a name, or that of the module with this `import.meta`. `asked` is the function that was called.
 * Throws `ERR_FASTLOG_INVALID_TARGET`.
 */
export function loggerTarget(target: string | { readonly url: string }, asked: Callee): string {
  if (typeof target === "string" && target !== "") return target;
  const url: unknown = (target as { readonly url?: unknown } | null)?.url;
  if (typeof url === "string") return targetOf(url);
  // Bundlers replace `import.meta` by an empty object, above all for CommonJS.
  if (isFields(target) && Object.keys(target).length === 0) return callerTarget(asked);
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_TARGET",
    `invalid target ${show(target)} (expected a name or import.meta)`,
  );
}
