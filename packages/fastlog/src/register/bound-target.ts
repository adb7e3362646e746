import { readFileSync } from "node:fs";
import { pathOf, targetOf } from "../target.ts";
import { isForOwnUse } from "./own-use.ts";

/** Most modules that are remembered. Repeated imports of a module with new queries make new ones. */
const REMEMBERED = 4096;

const targets = new Map<string, string | undefined>();

/**
 * The target that the functions of an importing module are bound to; `undefined` if it gets the plain ones.
 *
 * @param file The path or `file:` URL of the module, as V8 names it.
 */
export function boundTarget(file: string): string | undefined {
  if (targets.has(file)) return targets.get(file);
  const target = isForOwnUse(sourceOf(file)) ? targetOf(file) : undefined;
  if (targets.size >= REMEMBERED) targets.clear();
  targets.set(file, target);
  return target;
}

function sourceOf(file: string): string {
  try {
    const path = pathOf(file);
    return path === undefined ? "" : readFileSync(path, "utf8");
  } catch {
    return ""; // the module is in no file, but in an archive, or in the memory of a loader
  }
}
