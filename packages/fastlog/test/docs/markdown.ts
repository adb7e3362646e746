import { readdirSync } from "node:fs";
import { join } from "node:path";
import { WORKSPACE_PACKAGE } from "../app.ts";

export const ROOT: string = join(WORKSPACE_PACKAGE, "../..");

/** The pages of `docs/`, as paths from the root of the repository: nothing that is installed or built there. */
export const DOCS: readonly string[] = readdirSync(join(ROOT, "docs"), {
  recursive: true,
  encoding: "utf8",
})
  .filter(
    (name) => name.endsWith(".md") && !/(?:^|\/)(?:node_modules|\.vitepress|entries)\//.test(name),
  )
  .map((name) => `docs/${name}`)
  .sort();
