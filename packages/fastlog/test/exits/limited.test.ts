import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";

/** Records of a thread that were kept, and that a record says were held back. */
function countedIn(lines: readonly string[], name: string): number {
  const own = lines.filter((line) => line.includes(`\t${name}\t`));
  const kept = own.filter((line) => line.includes("#")).length;
  const heldBack = own.map((line) => Number(/ (?:heldBack|repeated)=(\d+)$/.exec(line)?.[1] ?? 0));
  // A notice names the template, which has the same signs.
  const notices = own.filter((line) => line.includes("held back in")).length;
  return kept - notices + heldBack.reduce((sum, count) => sum + count, 0);
}

test.concurrent.each([
  ["return", 0],
  ["exit", 0],
  ["throw", 1],
  ["SIGTERM", 143],
])(
  "as a process ends by %s, all that was held back or folded is told, in its workers too",
  async (ending, status) => {
    const path = join(folder(), "app.log");
    const env = { LOG: "info@3/s", LOG_BACKEND: pathToFileURL(path).href };
    const ended = await run(program("limited.mjs", ending), { env });
    expect(ended.status, ended.stderr).toBe(status);
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    const logged = Object.fromEntries(ended.report.map((line) => line.split(" ")));
    const names = Object.keys(logged);
    expect(names).toHaveLength(5);
    expect(names.map((name) => countedIn(lines, name))).toEqual(
      names.map((name) => Number(logged[name])),
    );
    expect(lines.filter((line) => line.includes("held back in")).length).toBeGreaterThan(10);
  },
);
