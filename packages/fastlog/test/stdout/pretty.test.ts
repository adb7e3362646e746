import { describe, expect, test } from "vitest";
import { program } from "../child.ts";
import { pipe, terminal } from "../sinks.ts";

const PRETTY = /^\d\d:\d\d:\d\d\.\d{3} INFO {2}\S+: /m;
const TEXT = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\tINFO\tmain\t/m;
const UNSET = { LOG_FORMAT: "" };

describe.skipIf(terminal === undefined)("on a terminal", () => {
  test.concurrent.for<[env: Record<string, string>, options: object, format: RegExp]>([
    [UNSET, {}, PRETTY],
    [UNSET, { backend: "stdout" }, PRETTY],
    [UNSET, { format: "text" }, TEXT],
    [UNSET, { backend: { backend: "stdout", format: "text" } }, TEXT],
    [{ ...UNSET, NODE_ENV: "production" }, {}, TEXT],
    [{ LOG_FORMAT: "text" }, {}, TEXT],
  ])("a program with %j and the options %j prints %s", async ([env, options, format]) => {
    const { text, stderr } = await terminal!(program("once.mjs", JSON.stringify(options)), { env });
    expect(stderr).toBe("");
    expect(text).toMatch(format);
  });
});

test.concurrent.for<[env: Record<string, string>, format: RegExp]>([
  [UNSET, TEXT],
  [{ LOG_FORMAT: "pretty" }, PRETTY],
])("in a pipe a program with %j prints %s", async ([env, format]) => {
  expect((await pipe(program("once.mjs", "{}"), { env })).text).toMatch(format);
});
