import { expect, test } from "vitest";
import { program, run } from "../child.ts";

interface Line {
  readonly target?: string;
  readonly msg: string;
}

test("a program that instruments functions that fastlog calls ends, and loses no record", async () => {
  const env = { LOG: "info,probe=trace", LOG_FORMAT: "json" };
  const ended = await run(program("instrumented-built-ins.mjs"), { env });
  expect([ended.status, ended.stderr]).toEqual([0, ""]);
  const lines: Line[] = ended.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const messages = lines.filter(({ target }) => target === undefined).map(({ msg }) => msg);
  expect(messages).toEqual(["record 0", "record 1", "record 2"]);
  // Those of the program, and none of the writes of the records themselves.
  expect(ended.report).toEqual(["line 0", "line 1", "line 2"]);
  expect(lines.filter(({ target }) => target === "probe::writeSync")).toHaveLength(3);
});
