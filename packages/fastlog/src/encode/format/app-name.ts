import { realpathSync } from "node:fs";
import { targetOf } from "../../target.ts";

/** APP-NAME of a program without a main module: the REPL, `node -e`, standard input. */
const NO_MODULE = "node";

/**
 * The program's name: that of its package without the scope, or of the main module's file if it is in no package.
 *
 * @param script The started script, as in `process.argv[1]`.
 */
export function appNameOf(script: string | undefined): string {
  if (script === undefined) return NO_MODULE;
  let path = script;
  try {
    // npm links scripts in node_modules/.bin to the packages that contain them.
    path = realpathSync(script);
  } catch {
    // The script was moved or removed, or the path lacks its extension.
  }
  const [name = ""] = targetOf(path).split("::");
  return name.replace(/^@[^/]*\//, "");
}
