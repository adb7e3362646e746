import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { boundTarget } from "./bound-target.ts";

/** The only specifier that is touched. */
export const SPECIFIER = "fastlog";

/** File of the package that `import "fastlog"` resolves to. */
const ENTRY = "/dist/index.js";
/** The module beside it that exports the same with functions of the target in its query. */
const BOUND = "/dist/bound.js";

/** By the URL of an entry, that of the module beside it; `undefined` if there is none. */
const copies = new Map<string, string | undefined>();

/**
 * The URL in whose place an import of `fastlog` is loaded; `undefined` if the import stays as it is. Each copy of the package
 * has its own, so that a program with several gets from each what it has asked for.
 *
 * @param url The URL that the import was resolved to.
 * @param parent The URL of the importing module.
 */
export function boundUrl(url: string, parent: string | undefined): string | undefined {
  if (parent === undefined || !parent.startsWith("file:")) return undefined;
  try {
    const bound = besideEntry(url.replace(/[?#].*$/s, ""));
    const target = bound === undefined ? undefined : boundTarget(parent);
    return target === undefined ? undefined : `${bound}?target=${encodeURIComponent(target)}`;
  } catch {
    return undefined; // the stack is full, or a name has half a character
  }
}

function besideEntry(entry: string): string | undefined {
  if (!entry.startsWith("file:") || !entry.endsWith(ENTRY)) return undefined;
  if (!copies.has(entry)) {
    const bound = entry.slice(0, -ENTRY.length) + BOUND;
    copies.set(entry, existsSync(fileURLToPath(bound)) ? bound : undefined);
  }
  return copies.get(entry);
}
