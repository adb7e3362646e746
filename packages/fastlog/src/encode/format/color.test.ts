import { describe, expect, test, vi } from "vitest";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { memory } from "../../backend/memory.ts";
import { LEVEL_NAMES } from "../../level.ts";
import { type Audience, hasColors, isColored } from "./color.ts";

const ESCAPE = "\u001b[";

describe("colours", () => {
  test.each<[environment: NodeJS.ProcessEnv, answer: boolean]>([
    [{ TERM: "xterm" }, true],
    [{ TERM: "xterm-256color" }, true],
    [{ COLORTERM: "truecolor" }, true],
    [{ TERM: "dumb" }, false],
    [{ TERM: "xterm", NO_COLOR: "1" }, false],
    [{ TERM: "xterm", NO_COLOR: "0" }, false],
    [{ TERM: "xterm", NO_COLOR: "" }, true],
    [{ TERM: "dumb", FORCE_COLOR: "1" }, true],
    [{ TERM: "dumb", FORCE_COLOR: "" }, true],
    [{ TERM: "xterm", FORCE_COLOR: "0" }, false],
    [{ TERM: "xterm", FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("on a terminal with %j are shown: %s", (environment, answer) => {
    expect(hasColors(environment)).toBe(answer);
  });

  const terminal = { isTerminal: true, isShown: true };
  const pipe = { isTerminal: false, isShown: true };
  const file = { isTerminal: false, isShown: false };
  const unknown = {};
  const FORCED = { FORCE_COLOR: "1" };

  test.each<[of: string, audience: Audience, shown: readonly boolean[]]>([
    ["a terminal", terminal, [true, true, true, false]],
    ["a pipe behind standard output", pipe, [false, true, true, false]],
    ["a file", file, [false, false, false, false]],
    ["a file that is a terminal", { isTerminal: true, isShown: false }, [true, true, true, false]],
    ["a backend of one's own", unknown, [false, false, true, false]],
  ])(
    "of %s are shown by themselves, with FORCE_COLOR, by true, by false: as said",
    (_, audience, shown) => {
      expect([
        isColored("auto", audience, { TERM: "xterm" }),
        isColored("auto", audience, FORCED),
        isColored(true, audience, {}),
        isColored(false, audience, FORCED),
      ]).toEqual(shown);
    },
  );
});

describe("the level", () => {
  const lines = (options: RecordingOptions) => {
    const recording = new Recording({ color: true, ...options });
    for (const level of LEVEL_NAMES) recording.app[level]("m");
    return recording.lines();
  };

  test("has its colour, and nothing else has", () => {
    expect(lines({ template: "{target} {level} {message}" })).toEqual([
      `app ${ESCAPE}37m${ESCAPE}41mFATAL${ESCAPE}49m${ESCAPE}39m m`,
      `app ${ESCAPE}31mERROR${ESCAPE}39m m`,
      `app ${ESCAPE}33mWARN${ESCAPE}39m m`,
      `app ${ESCAPE}32mINFO${ESCAPE}39m m`,
      `app ${ESCAPE}36mDEBUG${ESCAPE}39m m`,
      `app ${ESCAPE}90mTRACE${ESCAPE}39m m`,
    ]);
  });

  test("is padded before it is coloured", () => {
    expect(lines({ template: "{level:6}|{message}" })[2]).toBe(`${ESCAPE}33mWARN  ${ESCAPE}39m|m`);
  });

  test("is coloured after a message that was cut, too", () => {
    const recording = new Recording({
      color: true,
      template: "{message}|{level}",
      maxRecord: 1024,
    });
    recording.app.warn("m".repeat(2000));
    const [message, level] = recording.line().split("|");
    expect(message).toMatch(/^m+…\(\+\d+ characters\)m+…\(\+\d+ characters\)$/);
    expect(level).toBe(`${ESCAPE}33mWARN${ESCAPE}39m`);
  });

  test.each(["json", "logfmt", "syslog"] as const)("has none in format %s", (format) => {
    for (const line of lines({ format })) expect(line).not.toContain(ESCAPE);
  });

  test("has its colour by itself where the backend is a terminal", () => {
    const inner = memory();
    const backend = { ...inner, name: "terminal", isTerminal: true };
    vi.stubEnv("FORCE_COLOR", "1");
    const recording = new Recording({ backend, template: "{level}{message}" });
    vi.unstubAllEnvs();
    recording.app.warn("");
    recording.pipeline.flushSync();
    expect(inner.lines).toEqual([`${ESCAPE}33mWARN${ESCAPE}39m`]);
  });
});
