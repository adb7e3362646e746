import { realpathSync } from "node:fs";
import { targetOf } from "../../target.ts";

/** Where there is no module: the REPL, `node -e`, standard input. */
const NO_MODULE = "node";

/**
 * The name of the program: its package's, without the scope, or that of the main module's file where
 * that is in no package.
 *
 * @param script What was started, as `process.argv[1]` has it.
 */
export function appNameOf(script: string | undefined): string {
  if (script === undefined) return NO_MODULE;
  let path = script;
  try {
    // What npm links in node_modules/.bin belongs to the package that it leads to.
    path = realpathSync(script);
  } catch {
    // It may have been moved or removed since, or be the path without its extension.
  }
  const [name = ""] = targetOf(path).split("::");
  return name.replace(/^@[^/]*\//, "");
}
