import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { hostile } from "../../test/fixtures/unit/hostile.ts";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { JsonRuntime } from "../../test/fixtures/unit/json-runtime.ts";
import { nasty } from "../../test/fixtures/unit/nasty.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { FastlogError } from "../errors.ts";
import { LEVEL_NAMES } from "../level.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

type Fields = Record<string, unknown>;

/** Records of one child: bindings that are written often are encoded as a whole. */
const MANY = 12;

describe("the fields of a child", () => {
  test("follow the fields of each record, its parent's first", () => {
    const recording = new Recording({ format: "json" });
    const child = recording.app.child({ a: 1 }).child({ b: "two" }).child({}).child({ c: null });
    child.info("message");
    child.info("{} of {}", 1, 2, { d: [4] });
    child.log("warn", { d: 4 }, "message");
    const [first = "", second = "", third = ""] = recording.lines();
    expect(first).toMatch(/"msg":"message","a":1,"b":"two","c":null}$/);
    expect(second).toMatch(/"msg":"1 of 2","d":\[4\],"a":1,"b":"two","c":null}$/);
    expect(third).toMatch(/"msg":"message","d":4,"a":1,"b":"two","c":null}$/);
  });

  test("appear in the records of no other child, nor of its parent", () => {
    const recording = new Recording({ format: "json" });
    const parent = recording.app.child({ a: 1 });
    const children = [parent.child({ b: 2 }), parent.child({ c: 3 }), parent, recording.app];
    for (const logger of [...children, ...children]) logger.info("message");
    const each = [{ a: 1, b: 2 }, { a: 1, c: 3 }, { a: 1 }, {}];
    expect(recording.lines().map(fieldsOf)).toEqual([...each, ...each]);
  });

  test("appear at every level and in every form of call", () => {
    const recording = new Recording();
    const child = recording.app.child({ id: 7 });
    for (const level of LEVEL_NAMES) child[level]("x");
    child.info`x ${1}`;
    child.info(() => "x");
    child.info(new Error("x"));
    child.info({ msg: "x" });
    child.info(null);
    child.info("{} {} {} {} {}", 1, 2, 3, 4, 5);
    const lines = recording.lines();
    expect(lines).toHaveLength(LEVEL_NAMES.length + 6);
    for (const line of lines) expect(line).toMatch(/ id=7$/);
  });

  test("are copied when it is made", () => {
    const recording = new Recording({ format: "json" });
    let reads = 0;
    const fields = {
      nested: { list: [1] },
      when: new Date(0),
      map: new Map([["a", 1]]),
      get read() {
        return ++reads;
      },
    };
    const child = recording.app.child(fields);
    fields.nested.list.push(2);
    fields.when.setTime(1);
    fields.map.clear();
    Object.assign(fields, { later: true });
    for (let i = 0; i < 3; i++) child.info("message", { i });
    const taken = { nested: { list: [1] }, when: "1970-01-01T00:00:00.000Z", map: { a: 1 } };
    expect(recording.lines().map(fieldsOf)).toEqual(
      [0, 1, 2].map((i) => ({ i, ...taken, read: 1 })),
    );
  });

  test("that are undefined are left out, and do not hide its parent's", () => {
    const recording = new Recording({ format: "json" });
    recording.app.child({ a: 1, b: 2 }).child({ a: undefined }).info("x", { b: undefined });
    expect(fieldsOf(recording.line())).toEqual({ a: 1, b: 2 });
  });

  const formats: readonly (readonly [string, RecordingOptions])[] = [
    ["JSON", { format: "json" }],
    ["text", { template: "{message}" }],
  ];
  const message = hostile.map((text) => text.replaceAll(/[{}]/g, ""));
  const anything = fc.anything().map((value) => () => value);
  const text = hostile.map((text) => () => text);
  const value = fc.oneof(nasty, anything, text);
  const makers = fc.dictionary(fc.oneof(fc.string(), hostile), value, { maxKeys: 4 });

  /** Fields whose values are made anew. */
  function made(makers: Record<string, () => unknown>): Fields {
    return Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()]));
  }

  test.each(formats)("are written in %s as a record's own fields are", (_, options) => {
    const recording = new Recording({ ...options, time: new ManualTime(), maxRecord: 2 ** 20 });
    const { app } = recording;
    const logs: readonly ((message: string, fields: Fields) => void)[] = [
      (message, fields) => app.info(message, fields),
      (message, fields) => {
        const child = app.child(fields);
        for (let i = 0; i < MANY; i++) child.info(message);
      },
    ];
    const property = fc.property(message, makers, (message, makers) => {
      const [own = [], bound] = logs.map((log) => {
        log(message, made(makers));
        return recording.lines();
      });
      expect(bound).toEqual(new Array(MANY).fill(own[0]));
    });
    fc.assert(property, { numRuns: 200 });
  });

  test.each(formats)("are written in %s as they are, or else the record says so", (_, options) => {
    const time = new ManualTime();
    const recordings = [1_024, 2 ** 20].map((maxRecord) => {
      return new Recording({ ...options, time, maxRecord });
    });
    const property = fc.property(message, makers, (message, makers) => {
      const [short = [], whole = []] = recordings.map((recording) => {
        const child = recording.app.child(made(makers));
        for (let i = 0; i < MANY; i++) child.info(message);
        return recording.lines();
      });
      for (const line of short) {
        expect(Buffer.byteLength(line)).toBeLessThan(1_024);
        if (!/,"truncated":\d+}$|…\(\+\d+ characters\)|\+\d+ more|\d+ more items/.test(line))
          expect(line).toBe(whole[0]);
        if (options.format === "json") JSON.parse(line);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  const everyFormat: readonly RecordingOptions[] = [
    { format: "text" },
    { format: "json" },
    { format: "logfmt" },
    { format: "syslog" },
    { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
  ];

  test.each(everyFormat)(
    "are the same in $format in the first record and in later ones",
    (format) => {
      const recording = new Recording({
        ...format,
        time: new ManualTime(),
        fields: { service: "s", id: 0 },
        redact: {
          paths: ["token", "nested.token", "gone"],
          censor: (_, path) => (path[0] === "gone" ? undefined : "hidden"),
        },
      });
      const { app } = recording;
      const child = app
        .child({ id: 1, token: "t", a: "inherited", level: "own", gone: 1 })
        .child({ a: "replaced", level_: 2, nested: { token: "t" }, none: null });
      const logs = [
        () => child.info("x"),
        () => child.info("x", { b: 1 }),
        () => child.info("x {}", 1, { a: "the record's", level__: 3 }),
        () => child.info("", { id: undefined }),
      ];
      const rounds = Array.from({ length: MANY }, () => {
        for (const log of logs) log();
        return recording.lines();
      });
      expect(rounds[0]).toHaveLength(logs.length);
      for (const round of rounds) expect(round).toEqual(rounds[0]);
    },
  );

  test("come out whole however many names there are", () => {
    const recording = new Recording({ format: "json" });
    const child = recording.app.child({ a: 1, b: 2 });
    for (let i = 0; i < 10_000; i++) {
      child.info("x", { [`name${i}`]: i, b: 3 });
      if (i % 1_000 === 0) child.child({ [`bound${i}`]: i }).info("x", { a: 0 });
    }
    const found = recording.lines().map(fieldsOf);
    expect(found).toHaveLength(10_010);
    const wrong = found.filter(({ a, b }) => !((a === 1 && b === 3) || (a === 0 && b === 2)));
    expect(wrong).toEqual([]);
  });

  test("are limited to as many as an object may have", () => {
    const recording = new Recording({ format: "json", maxBreadth: 2 });
    recording.app.child({ a: 1, b: 2, c: 3, d: 4 }).info("x");
    expect(fieldsOf(recording.line())).toEqual({ a: 1, b: 2, "…": "+2 more" });
  });

  test("are cut if the record is too long, and the record says so", () => {
    const recording = new Recording({ format: "json", maxRecord: 1024 });
    const child = recording.app.child({ id: 7, a: "x".repeat(600), b: 8 });
    child.info("short");
    child.info("y".repeat(600));
    const [short = "", long = ""] = recording.lines();
    expect(fieldsOf(short)).toEqual({ id: 7, a: "x".repeat(600), b: 8 });
    expect(fieldsOf(long)).toEqual({
      id: 7,
      a: expect.stringMatching(/^x+…\(\+\d+ characters\)x+$/),
      b: 8,
      truncated: expect.any(Number),
    });
  });

  test.each([
    ["a number", 123],
    ["a string", "reqId"],
    ["an array", [1]],
    ["a function", () => ({})],
    ["an error", new Error("x")],
    ["a Map", new Map()],
  ])("cannot be %s: that throws ERR_FASTLOG_INVALID_FIELDS", (_, fields) => {
    const { app } = new Recording({ format: "json" });
    const make = () => app.child(fields as object);
    expect(make).toThrow(FastlogError);
    expect(make).toThrow(expect.objectContaining({ code: "ERR_FASTLOG_INVALID_FIELDS" }));
  });
});

test.each([[undefined], [null]])("fields that are %j are none", (fields) => {
  const recording = new Recording({ format: "json" });
  recording.app.child(fields).child({ a: 1 }).child(fields, {}).info("x");
  expect(fieldsOf(recording.line())).toEqual({ a: 1 });
});

test("absent options, and those of the middleware that makes a child, have no effect", () => {
  const recording = new Recording({ format: "json" });
  const options = { level: undefined, serializers: undefined, logger: undefined, genReqId: 1 };
  recording.app.child({ a: 1 }, options as never).info("x");
  recording.app.child({ a: 1 }, undefined).info("x");
  recording.app.child({ a: 1 }, null as never).info("x");
  const lines = recording.lines();
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["x", "x", "x"]);
  expect(lines.map(fieldsOf)).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
});

test.each([
  ["formatters", "configure({ format: { json: … } }) sets the shape of JSON"],
  ["customLevels", "createLevels defines levels of the process"],
])("the option %s is named once on stderr, with what is there instead", (name, instead) => {
  const recording = new Recording({ format: "json" });
  const told = toldWhile(() => {
    for (let i = 0; i < 3; i++) recording.app.child({ a: 1 }, { [name]: {} }).info("x");
  });
  expect(told).toEqual([
    `fastlog: child logger: the option "${name}" is not there, and is ignored; ${instead}\n`,
  ]);
  expect(recording.lines()).toHaveLength(3);
});

describe("configure", () => {
  test("changes how existing children are written: format, fields and redaction", () => {
    const recording = new JsonRuntime();
    const { runtime, app } = recording;
    const child = app.child({ user: "eve", token: "secret", nested: { token: "secret" } });
    child.info("x");
    expect(recording.fields()).toEqual([
      { user: "eve", token: "secret", nested: { token: "secret" } },
    ]);
    runtime.configure({ format: { template: "{target}: {message}" } });
    child.info("x");
    expect(recording.lines()).toEqual([
      expect.stringMatching(/^app: x user=eve token=secret nested=.*secret.*$/),
    ]);
    runtime.configure({ format: "json", redact: ["**.token"] });
    child.info("x", { token: "secret" });
    child.info("x");
    const redacted = { nested: { token: "[Redacted]" }, user: "eve", token: "[Redacted]" };
    expect(recording.fields()).toEqual([redacted, redacted]);
    runtime.configure({ fields: { service: "s", user: "nobody" } });
    child.info("x");
    expect(recording.fields()).toEqual([{ ...redacted, service: "s" }]);
    runtime.configure({ redact: [], fields: {} });
    child.info("x");
    expect(recording.fields()).toEqual([
      { user: "eve", token: "secret", nested: { token: "secret" } },
    ]);
  });

  test("changes the filter of existing children", () => {
    const recording = new JsonRuntime();
    const { runtime, app } = recording;
    const { debug } = app.child({ a: 1 });
    debug("x");
    runtime.configure({ filter: "app=debug" });
    debug("x");
    runtime.setFilter("app=info");
    debug("x");
    expect(recording.lines()).toHaveLength(1);
  });
});

test("a hundred thousand unreferenced children are collected", async () => {
  const { app, ...recording } = new Recording({ format: "json" });
  const references: WeakRef<object>[] = [];
  const { pipeline } = recording;
  for (let i = 0; i < 100_000; i++) {
    const options = i % 3 === 0 ? { serializers: { a: String } } : {};
    const child = app.child({ reqId: `req-${i}` }, options).child({ user: i });
    if (i % 10 === 0) child.info("message {}", i, { user: -1 });
    if (i % 1_000 === 0) pipeline.flushSync();
    references.push(new WeakRef(child));
  }
  await collectGarbage();
  expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
});

test("a child that is kept takes less than 600 bytes once it has logged", async () => {
  const { app, pipeline } = new Recording({ format: "json" });
  const count = 20_000;
  const children: unknown[] = new Array(count).fill(undefined);
  const log = (i: number) => {
    const child = app.child({ reqId: `req-${i}`, user: "eve" });
    child.info("message {}", i, { status: 200 });
    if (i % 1_000 === 0) pipeline.flushSync();
    return child;
  };
  for (let i = 0; i < 1_000; i++) log(i);
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) children[i] = log(i);
  pipeline.flushSync();
  await collectGarbage();
  const each = (process.memoryUsage().heapUsed - before) / count;
  expect(each).toBeLessThan(600);
  expect(children).toHaveLength(count);
});
