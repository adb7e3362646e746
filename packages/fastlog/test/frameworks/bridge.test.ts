import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { PROGRAMS, program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { nodes } from "../tools.ts";

interface Line {
  /** The records of level info and above have none: the filter does not ask for it. */
  readonly target?: string;
  readonly level: number;
  readonly msg: string;
  readonly reqId?: string;
}

const DEBUG = 20;
const INFO = 30;

/** A line of JSON is a record; any other was printed by `console`. */
function isRecord(line: string): boolean {
  return line.startsWith("{");
}

describe.each(nodes())(
  "a program on Node $major whose console, debug and warnings are bridged",
  ({ major, path }) => {
    test.skipIf(path === undefined)(
      "logs what Express says of a request, and restores everything",
      async () => {
        const { status, stdout, stderr, report } = await run(
          [path as string, `${PROGRAMS}/frameworks/bridge.mjs`],
          {
            env: {
              LOG: "info,express=debug,router=debug,body-parser=debug,node=debug,http::client=debug",
              LOG_FORMAT: "json",
            },
          },
        );
        expect(status, stderr).toBe(0);
        const lines = stdout.trimEnd().split("\n");
        const records = lines.filter(isRecord).map((line): Line => JSON.parse(line));
        const said = (target: string) =>
          records.filter((record) => record.target === target).map(({ msg }) => msg);

        // Express 4 and body-parser have debug 2, Express 5 and router have debug 4.
        expect(said("express::application")).toContain('set "x-powered-by" to true');
        expect(said("express::router")).toContain("dispatching GET /hello");
        expect(said("router")).toContain("dispatching GET /hello");
        const inside = records.filter(({ reqId }) => reqId !== undefined);
        expect(inside.map(({ msg }) => msg)).toEqual(
          expect.arrayContaining(["dispatching GET /hello", "handling hello", "GET /hello 200"]),
        );
        // Nothing but what the filter names.
        const targets = records.filter(({ level }) => level === DEBUG).map(({ target }) => target);
        expect(targets).toContain("body-parser::json");
        for (const target of targets) {
          expect(target).toMatch(/^(?:express|router|body-parser|node|http::client)/);
        }
        expect(said("http::client::request::start")).toEqual(["asked", "asked"]);

        expect(said("node::pool")).toEqual(["took one"]);
        expect(said("node::warning")).toEqual(["old"]);
        const own = records
          .filter(({ target, level }) => target === undefined && level >= INFO)
          .map(({ msg }) => msg);
        const known = ["handling hello", "handling hello", "imported 1"];
        // Node 20 has no channel that tells of it.
        expect(own).toEqual(major === 20 ? known : [...known, "taken 2"]);
        expect(lines.filter((line) => !isRecord(line))).toEqual([
          "original",
          "printed",
          "printed, too",
        ]);
        expect(stderr).toMatch(/^taken 2\nof a worker\n\(node:\d+\) Warning: printed\n/);
        expect(report.map((line) => JSON.parse(line))).toEqual([
          { isSame: true, names: true, listeners: true, channel: false },
        ]);
      },
    );
  },
);

test.each([
  ["main", ["three prints"]],
  ["worker", ["three prints", "main prints"]],
])("copies of the package in one thread have common bridges (%s)", async (where, printed) => {
  const copy = folder();
  cpSync(join(WORKSPACE_PACKAGE, "dist"), join(copy, "dist"), { recursive: true });
  const argv = program("frameworks/bridge-copies.mjs", join(copy, "dist"), where);
  const env = { LOG: "debug", LOG_FORMAT: "json" };
  const { status, stdout, stderr } = await run(argv, { env });
  expect([status, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.filter((line) => !isRecord(line))).toEqual(printed);
  const records = lines.filter(isRecord).map((line): Line => JSON.parse(line));
  expect(records.map(({ target, msg }) => [target, msg])).toEqual([
    [undefined, "one"],
    ["app::db", "two"],
  ]);
});
