import { expect, test } from "vitest";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { memory } from "../backend/memory.ts";
import { settingsOf } from "../config/settings.ts";
import { sinkSettings } from "../config/sink-plan.ts";
import { Contexts } from "../fields/async-context.ts";
import { LEVEL_NAMES, LEVELS } from "../level.ts";
import { SinglePipeline } from "../sink/single.ts";
import { Sink } from "../sink/sink.ts";
import { Clock } from "../time/clock.ts";
import { type CapturedRecord, Watch } from "./capturing-encoder.ts";

function watched(template = "{message}") {
  const backend = memory();
  const time = new ManualTime();
  const records: CapturedRecord[] = [];
  const watch = new Watch((record) => records.push(record));
  const settings = settingsOf({ format: { template } });
  const sink = new Sink(backend, sinkSettings({ backend }, backend, settings), {
    exitTimeout: 0,
    tag: "main",
    report: () => {},
  });
  const { log: builder, ...rest } = new SinglePipeline(
    sink,
    settings,
    new Clock(time),
    new Contexts(),
    (encoder) => watch.over(encoder),
  );
  const log = (template: string, ...args: unknown[]) => {
    const [a, b, c] = args;
    const { length } = args;
    builder.call(
      LEVELS.info,
      "app",
      undefined,
      undefined,
      template,
      length,
      a,
      b,
      c,
      args,
      undefined,
    );
  };
  const lines = () => {
    rest.batch.seal();
    return backend.lines;
  };
  return { builder, records, time, log, lines };
}

test("a record is told with its level, target, time, message and fields", () => {
  const { records, time, log } = watched();
  log("user {} from {ip}", 7, { ip: "::1", ms: 5 });
  expect(records).toEqual([
    {
      level: "info",
      target: "app",
      time: new Date(time.ms),
      message: "user 7 from ::1",
      fields: { ip: "::1", ms: 5 },
    },
  ]);
});

test.each(LEVEL_NAMES)("a record at %s is told as that", (level) => {
  const { builder, records } = watched();
  builder.message(LEVELS[level], undefined, undefined, undefined, "m");
  expect(records).toMatchObject([{ level, target: "", message: "m" }]);
});

test("nothing of what is told is escaped, and all of what is written", () => {
  const { records, log, lines } = watched();
  for (let i = 0; i < 40; i++) log("a\t{}\n", "\u001b", { "k\n": "v\n" });
  expect(records).toHaveLength(40);
  expect(records.at(-1)).toMatchObject({ message: "a\t\u001b\n", fields: { "k\n": "v\n" } });
  expect(lines().at(-1)).toBe('a\\t\\u001b\\n "k\\n"="v\\n"');
});

test("a message that comes again and again is told every time", () => {
  const { builder, records } = watched();
  for (let i = 0; i < 40; i++)
    builder.message(LEVELS.info, "app", undefined, undefined, "constant\t");
  expect(records.map(({ message }) => message)).toEqual(Array(40).fill("constant\t"));
});

test("fields are told as plain data", () => {
  const { records, log } = watched();
  const error = new Error("x");
  log("m", { list: [1], none: null, date: new Date(0), big: 10n }, error);
  expect(records[0]?.fields).toEqual({
    list: [1],
    none: null,
    date: "1970-01-01T00:00:00.000Z",
    big: 10n,
    err: { type: "Error", message: "x", stack: error.stack },
  });
});

test("a field with the name of the prototype is a field like any other", () => {
  const { records, log } = watched();
  log("m", JSON.parse('{"__proto__":{"a":1}}'));
  const fields = records[0]?.fields ?? {};
  expect(Object.entries(fields)).toEqual([["__proto__", { a: 1 }]]);
});

test("what is appended to a message is told as a part of it", () => {
  const { records, log } = watched();
  log("m {}", 1, "more", { a: 1 }, [2]);
  expect(records).toMatchObject([{ message: "m 1 more [2]", fields: { a: 1 } }]);
});

test("the fields of a record do not stay for the next one", () => {
  const { records, log } = watched();
  log("one", { a: 1 });
  log("two", { b: 2 });
  expect(records.map(({ fields }) => fields)).toEqual([{ a: 1 }, { b: 2 }]);
});

test("records inside records are told in the order in which they are written", () => {
  const { records, log, lines } = watched();
  const value = {
    toJSON() {
      log("inner");
      return "V";
    },
  };
  log("outer {}", value);
  expect(lines()[0]).toBe("outer V");
  expect(records.map(({ message }) => message)).toEqual(lines());
});

test("what a value does when it is written it does once", () => {
  const { log, lines } = watched();
  let times = 0;
  const value = { toJSON: () => `time ${++times}` };
  log("{}", value);
  expect([lines(), times]).toEqual([["time 1"], 1]);
});

test("the target is always told, whatever the template prints", () => {
  const { builder } = watched("{message}");
  expect(builder.encoder).toMatchObject({ printsTarget: true, printsPosition: false });
  expect(watched("{line} {message}").builder.encoder.printsPosition).toBe(true);
});
