import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { Logger } from "../call/logger.ts";
import { makeEvent, makeLogger } from "../call/make-logger.ts";
import { typedEvent } from "../event/event.ts";
import type { LevelName } from "../level.ts";
import { LEVELS } from "../level.ts";
import { targetOf } from "../target.ts";

const HERE = targetOf(import.meta.url);

function noRoom(): never {
  throw new RangeError("Maximum call stack size exceeded");
}

/** A recording, and loggers of it for which some calls do not fit onto the stack any more. */
function full(...calls: readonly (keyof Dispatcher)[]) {
  const recording = new Recording({ template: "{target}: {message}" });
  const { dispatcher, gates } = recording;
  const narrow: Dispatcher = Object.create(dispatcher);
  for (const name of calls) Object.defineProperty(narrow, name, { value: noRoom });
  return {
    recording,
    app: makeLogger(narrow, gates.named("app")),
    plain: makeLogger(narrow, gates.plain),
  };
}

describe("on a full stack", () => {
  test.each<[string, (app: Logger) => void]>([
    ["a message", (app) => app.info("deep")],
    ["no argument", (app) => (app.info as () => void)()],
    ["one argument", (app) => app.info("deep {}", 1)],
    ["two arguments", (app) => app.info("deep {} {}", 1, 2)],
    ["three arguments", (app) => app.info("deep {} {} {}", 1, 2, 3)],
    ["four arguments", (app) => app.info("deep {} {} {} {}", 1, 2, 3, 4)],
    ["a template", (app) => app.info`deep ${1}`],
    ["a message at a level", (app) => app.log("info", "deep")],
    ["arguments at a level", (app) => app.log("info", "deep {}", 1)],
    ["a message of a child", (app) => app.child({ a: 1 }).info("deep")],
    ["a message of a child of its own", (app) => app.child({}, { msgPrefix: "x" }).info("deep")],
  ])("a call with %s does not throw, and its record is counted as dropped", (_, call) => {
    const { recording, app } = full("single", "call", "callWith", "callMany", "childCall");
    const { lost } = recording.dispatcher;
    call(app);
    expect(lost.records).toBe(1);
    expect(recording.lines()).toEqual([]);
  });

  test("a typed event does not throw, and its record is counted as dropped", () => {
    const { recording, app } = full("event");
    makeEvent(app, LEVELS.info, typedEvent("event", { type: "object", properties: {} }))({});
    expect(recording.dispatcher.lost.records).toBe(1);
  });

  test("no level is enabled", () => {
    expect(full("module").plain.isEnabled("info")).toBe(false);
  });

  test.each<[string, (plain: Logger) => void]>([
    ["info", (plain) => plain.info("deep")],
    ["log", (plain) => plain.log("info", "deep")],
    ["isEnabled", (plain) => plain.isEnabled("info")],
  ])("%s leaves Error as it was", (_, call) => {
    const { plain, recording } = full("captured");
    const { stackTraceLimit, prepareStackTrace, captureStackTrace } = Error;
    Error.captureStackTrace = noRoom;
    try {
      call(plain);
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    expect(Error.prepareStackTrace).toBe(prepareStackTrace);
    expect(new Error("x").stack).toBeTypeOf("string");
    recording.plain.info("next");
    expect(recording.lines().at(-1)).toBe(`${HERE}: next`);
  });

  test.each<[string, (app: Logger) => void]>([
    ["a message", (app) => app.error("deep")],
    ["one argument", (app) => app.error("deep", { a: 1 })],
    ["four arguments", (app) => app.error("deep {} {} {} {}", 1, 2, 3, 4)],
    ["a child of its own", (app) => app.child({}, { msgPrefix: "x" }).error("deep")],
  ])("a record of a call with %s that cannot be flushed is there, once", (_, call) => {
    const recording = new Recording({ flushOn: "error" });
    const { pipeline } = recording;
    pipeline.flushSync = noRoom;
    call(recording.app);
    Reflect.deleteProperty(pipeline, "flushSync");
    expect(recording.lines()).toHaveLength(1);
    expect(recording.dispatcher.lost.records).toBe(0);
  });
});

// V8 throws in a loop of optimised code past every `catch` and `finally` there.
test("the state that a full stack leaves is repaired when the turn ends", async () => {
  const recording = new Recording();
  recording.app.info("before");
  recording.pipeline.batch.isWriting = true;
  recording.app.info("behind {}", 1);
  recording.app.info("behind");
  expect(recording.lines()).toEqual([]);
  await nextTurn();
  expect(recording.lines()).toEqual(["before", "behind 1", "behind"]);
  recording.app.info("after");
  expect(recording.lines()).toEqual(["after"]);
});

test("a nested record that a full stack left unfinished delays no others", () => {
  const recording = new Recording();
  const log = (level: LevelName, value: unknown) => recording.app.log(level, "{}", value);
  log("info", { toJSON: () => log("info", 1) });
  const { nested } = recording.pipeline.builder as unknown as {
    nested: { batch: { isWriting: boolean } };
  };
  nested.batch.isWriting = true;
  log("info", { toJSON: () => log("info", 2) });
  log("info", { toJSON: () => log("info", 3) });
  expect(recording.lines().filter((line) => /^\d$/.test(line))).toEqual(["1", "2", "3"]);
});
