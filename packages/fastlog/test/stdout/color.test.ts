import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { appendedFile, fileBackend, pipe, type Sink, terminal } from "../sinks.ts";

const GREEN = "\u001b[32mINFO\u001b[39m";

/** How the level comes out. */
async function levelIn(sink: Sink, env: Record<string, string>, options: object): Promise<string> {
  const { text, stderr } = await sink(program("once.mjs", JSON.stringify(options)), { env });
  expect(stderr).toBe("");
  const level = text.split("\t")[3];
  if (level === undefined) throw new Error(`no line of text: ${JSON.stringify(text)}`);
  return level;
}

const XTERM = { TERM: "xterm", NO_COLOR: "" };

describe.skipIf(terminal === undefined)("on a terminal the level", () => {
  test.concurrent.for<[env: Record<string, string>, options: object, level: string]>([
    [XTERM, {}, GREEN],
    [XTERM, { color: "auto", tag: "t" }, GREEN],
    [XTERM, { color: false }, "INFO"],
    [{ ...XTERM, NO_COLOR: "1" }, {}, "INFO"],
    [{ ...XTERM, NO_COLOR: "1" }, { color: true }, GREEN],
    [{ ...XTERM, NO_COLOR: "1", FORCE_COLOR: "1" }, {}, GREEN],
    [{ ...XTERM, FORCE_COLOR: "0" }, {}, "INFO"],
    [{ ...XTERM, TERM: "dumb" }, {}, "INFO"],
  ])("of a program with %j and the options %j is %j", async ([env, options, level]) => {
    expect(await levelIn(terminal as Sink, env, options)).toBe(level);
  });
});

test.concurrent.for<[env: Record<string, string>, options: object, level: string]>([
  [XTERM, {}, "INFO"],
  [{ ...XTERM, FORCE_COLOR: "1" }, {}, GREEN],
  [{ FORCE_COLOR: "1" }, { color: "auto" }, GREEN],
  [{ ...XTERM, FORCE_COLOR: "0" }, {}, "INFO"],
  [{ ...XTERM, FORCE_COLOR: "1" }, { color: false }, "INFO"],
  [XTERM, { color: true }, GREEN],
  [{ ...XTERM, NO_COLOR: "1" }, { color: true }, GREEN],
  [XTERM, { backend: { backend: "stdout", color: true } }, GREEN],
  [XTERM, { color: true, backend: { backend: "stdout", color: false } }, "INFO"],
])(
  "in a pipe the level of a program with %j and the options %j is %j",
  async ([env, options, level]) => {
    expect(await levelIn(pipe, env, options)).toBe(level);
  },
);

describe.each<[name: string, sink: Sink]>([
  ["a file", fileBackend],
  ["standard output that is a file", appendedFile],
])("in %s the level has no colour", (_, sink) => {
  test.concurrent.for<[env: Record<string, string>, options: object]>([
    [XTERM, {}],
    [{ ...XTERM, FORCE_COLOR: "1" }, {}],
    [{ ...XTERM, FORCE_COLOR: "1" }, { color: "auto" }],
    [XTERM, { color: true }],
    [{ ...XTERM, NO_COLOR: "1" }, { color: true }],
  ])("of a program with %j and the options %j", async ([env, options]) => {
    expect(await levelIn(sink, env, options)).toBe("INFO");
  });
});

test("a file whose entry says so has colours, beside one that has none", async () => {
  const [plain, colored] = ["plain", "colored"].map((name) => join(folder(), name)) as [
    string,
    string,
  ];
  const backend = [
    pathToFileURL(plain).href,
    { backend: pathToFileURL(colored).href, color: true },
  ];
  await run(program("once.mjs", JSON.stringify({ backend })));
  expect(readFileSync(plain, "utf8")).toContain("\tINFO\t");
  expect(readFileSync(colored, "utf8")).toContain(`\t${GREEN}\t`);
});
