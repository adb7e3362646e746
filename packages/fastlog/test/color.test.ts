import { describe, expect, test } from "vitest";
import { program } from "./child.ts";
import { fileBackend, pipe, type Sink, terminal } from "./sinks.ts";

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

describe.each<[name: string, sink: Sink]>([
  ["a file", fileBackend],
  ["a pipe", pipe],
])("in %s the level", (_, sink) => {
  test.concurrent.for<[env: Record<string, string>, options: object, level: string]>([
    [XTERM, {}, "INFO"],
    [{ ...XTERM, FORCE_COLOR: "1" }, {}, "INFO"],
    [{ ...XTERM, FORCE_COLOR: "1" }, { color: "auto" }, "INFO"],
    [XTERM, { color: true }, GREEN],
    [{ ...XTERM, NO_COLOR: "1" }, { color: true }, GREEN],
  ])("of a program with %j and the options %j is %j", async ([env, options, level]) => {
    expect(await levelIn(sink, env, options)).toBe(level);
  });
});
