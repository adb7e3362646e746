import { resolve } from "node:path";
import type { PathPattern } from "./options.ts";

/** Whether a path matches some of the patterns. Globs that are relative begin at the current folder. */
export function matches(path: string, patterns: readonly PathPattern[]): boolean {
  const normal = path.replaceAll("\\", "/");
  return patterns.some((pattern) =>
    typeof pattern === "string" ? expressionOf(pattern).test(normal) : pattern.test(path),
  );
}

/** `**`, `*`, `?` and `{a,b}`. */
function expressionOf(glob: string): RegExp {
  const whole = glob.startsWith("**") ? glob : resolve(glob).replaceAll("\\", "/");
  const source = whole.replaceAll(/\*\*\/?|[*?{},.+^$()|[\]]/g, (found) => {
    if (found.startsWith("**")) return found.endsWith("/") ? "(?:.*/)?" : ".*";
    return { "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|" }[found] ?? `\\${found}`;
  });
  return new RegExp(`^${source}$`, "s");
}
