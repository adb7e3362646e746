import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { JsonRuntime } from "../../test/fixtures/unit/json-runtime.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { told } from "../../test/fixtures/unit/told.ts";
import type { EncoderRecord } from "../encode/format/custom.ts";
import { FastlogError } from "../errors.ts";
import { defineEvent } from "../index.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import { capture } from "../testing.ts";
import type { EventSchema, Schema } from "./schema.ts";

const USER = {
  type: "object",
  properties: { id: { type: "integer" }, name: { type: "string" } },
  required: ["id"],
} as const;

const REQUEST = {
  type: "object",
  properties: {
    method: { type: "string" },
    status: { type: "integer" },
    user: USER,
    ids: { type: "array", items: { type: "integer" } },
  },
  required: ["method", "status"],
} as const;

const FIELDS = { method: "GET", status: 200, user: { id: 1, name: "a b" }, ids: [2, 3] };

/** An event whose fields may be anything. */
const open = (...names: readonly string[]): EventSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name): [string, Schema] => [name, true])),
});

describe("an event is written in every format:", () => {
  test.each<[format: RecordingOptions["format"], expected: string]>([
    [{ template: "{message}" }, 'done method=GET status=200 user={"id":1,"name":"a b"} ids=[2,3]'],
    ["json", '"msg":"done","method":"GET","status":200,"user":{"id":1,"name":"a b"},"ids":[2,3]}'],
    [
      "logfmt",
      'msg="done" method=GET status=200 user="{\\"id\\":1,\\"name\\":\\"a b\\"}" ids=[2,3]',
    ],
    [
      "syslog",
      'method="GET" status="200" user="{\\"id\\":1,\\"name\\":\\"a b\\"}" ids="[2,3\\]"] done',
    ],
  ])("%j", (format, expected) => {
    const recording = new Recording({ format });
    const event = recording.event("done", REQUEST);
    event(FIELDS);
    expect(recording.line().endsWith(expected)).toBe(true);
    // Once more, with what the first one has left to be used again.
    event(FIELDS);
    expect(recording.line().endsWith(expected)).toBe(true);
  });

  test("one of one's own", () => {
    const records: EncoderRecord[] = [];
    const encode = (record: EncoderRecord) => {
      records.push(record);
      return "line";
    };
    const recording = new Recording({ format: { encode } });
    recording.event("done", REQUEST)(FIELDS);
    expect(recording.line()).toBe("line");
    expect(records).toMatchObject([{ level: "info", target: "app", message: "done" }]);
    expect(records[0]?.fields).toEqual(FIELDS);
  });

  test("several, one after the other", () => {
    const both = [new Recording(), new Recording({ format: "json" })] as const;
    const event = both[0].event("done", REQUEST);
    for (let i = 0; i < 3; i++) {
      event({ method: "GET", status: i });
      event({ method: "GET", status: i }, both[1].app);
      expect(both[0].line()).toBe(`done method=GET status=${i}`);
      expect(fieldsOf(both[1].line())).toEqual({ method: "GET", status: i });
    }
  });

  test("a capture has it too, as it was logged", () => {
    const captured = capture();
    try {
      defineEvent("warn", "done", REQUEST)(FIELDS);
      expect(captured.records).toMatchObject([{ level: "warn", message: "done", fields: FIELDS }]);
    } finally {
      captured.restore();
    }
  });
});

describe("an event's message", () => {
  test.each([
    ["user {name} has {id}", "user b has 1 id=1 name=b"],
    ["{id}{name}", "1b id=1 name=b"],
    ["{id:?} {name:?}", "1 b id=1 name=b"],
    ["no {such} name", "no {such} name id=1 name=b"],
    ["{{braces}}", "{braces} id=1 name=b"],
    ["", "id=1 name=b"],
    ["\u001b[2J", "\\u001b[2J id=1 name=b"],
  ])("%j has its placeholders filled with fields, which stay fields: %j", (message, line) => {
    const recording = new Recording();
    recording.event(message, USER)({ id: 1, name: "b" });
    expect(recording.line()).toBe(line);
  });

  test("shows what breaks the schema, too", () => {
    const recording = new Recording();
    recording.event("user {id}", USER)({ id: "x" });
    expect(recording.line()).toBe('user x id=x schemaError="id must be integer"');
  });
});

describe("an event that is logged through another logger", () => {
  test("has its target and its fields, which give way to the event's own", () => {
    const { runtime, lines, fields } = ofRuntime();
    const event = runtime.defineEvent("info", "done", REQUEST);
    const log = runtime.logger("app::http").child({ reqId: "r1", method: "bound", ids: "bound" });
    event({ method: "GET", status: 200 }, log);
    expect(lines()[0]).toMatch(/"target":"app::http","msg":"done"/);
    event({ method: "GET", status: 200 }, log);
    event({ method: "GET", status: 200, ids: undefined }, log);
    event({ method: "GET", status: "x", ids: [] }, log);
    const bound = { reqId: "r1", ids: "bound" };
    expect(fields()).toEqual([
      { method: "GET", status: 200, ...bound },
      { method: "GET", status: 200, ...bound },
      { method: "GET", status: "x", schemaError: "status must be integer", ids: [], reqId: "r1" },
    ]);
  });

  test("passes by that one's level", () => {
    const recording = new Recording();
    const { app } = recording;
    const event = recording.event("done", open("a"));
    event({ a: 1 }, app.child({}, { level: "info" }));
    event({ a: 2 }, app.child({}, { level: "warn" }));
    event({ a: 3 }, app.child({}, { level: "silent" }));
    expect(recording.lines()).toEqual(["done a=1"]);
  });

  test("and without one has the target of the calling module", () => {
    const { runtime, lines } = ofRuntime();
    const event = runtime.defineEvent("info", "done", open("a"));
    runtime.setFilter(`off,${runtime.logger(import.meta).target}=info`);
    event({ a: 1 });
    expect(lines()).toEqual([
      expect.stringContaining(`"target":"${runtime.logger(import.meta).target}"`),
    ]);
  });

  test("or with something else in its place is logged all the same", () => {
    const recording = new Recording();
    const event = recording.event("done", open("a"));
    const record = event as (...args: unknown[]) => void;
    [{ a: 1 }, { a: 2 }].forEach(record);
    record({ a: 3 }, null);
    record({ a: 4 }, { info() {} });
    expect(recording.lines()).toEqual([1, 2, 3, 4].map((a) => `done a=${a}`));
  });
});

function ofRuntime() {
  const json = new JsonRuntime();
  return { runtime: json.runtime, lines: () => json.lines(), fields: () => json.fields() };
}

test("an event has the fields of its context and of the configuration, and its own win", () => {
  const { runtime, fields } = ofRuntime();
  const event = runtime.defineEvent("info", "done", REQUEST);
  runtime.configure({ fields: { service: "s", method: "configured" } });
  runtime.withContext({ traceId: "t", status: "of the context" }, () => event(FIELDS));
  event({ method: "GET", status: 1 }, runtime.logger("app").child({ service: "own" }));
  expect(fields()).toEqual([
    { ...FIELDS, traceId: "t", service: "s" },
    { method: "GET", status: 1, service: "own" },
  ]);
});

test("an event's fields that have the names of JSON's own keys get a trailing underscore", () => {
  const recording = new Recording({ format: "json" });
  const event = recording.event("done", open("level", "msg", "time", "a", "level_"));
  event({ level: 1, msg: { a: 1 }, time: "x", a: 2 });
  event({ level: 1, level_: 2 });
  event({ level_: 2 });
  expect(recording.lines().map(fieldsOf)).toEqual([
    { level_: 1, msg_: { a: 1 }, time_: "x", a: 2 },
    { level_: 1, level__: 2 },
    { level__: 2 },
  ]);
});

describe("an event that the filter stops", () => {
  const unreadable = new Proxy(
    {},
    { get: () => expect.unreachable(), ownKeys: () => expect.unreachable() },
  );

  test.each(["off", "warn", "off,other=trace", "info,app=off"])(
    "by %j is not looked at",
    (filter) => {
      const recording = new Recording({ filter });
      recording.event("done", REQUEST)(unreadable);
      expect(recording.lines()).toEqual([]);
    },
  );

  test("by its pattern, which is for the message as it is written, is not written", () => {
    const recording = new Recording({ filter: "info/user 1[0-9]$" });
    const event = recording.event("user {id}", USER);
    for (const id of [1, 11, 111, "17"]) event({ id });
    expect(recording.lines()).toEqual([
      "user 11 id=11",
      'user 17 id=17 schemaError="id must be integer"',
    ]);
  });
});

describe("what breaks the schema is logged all the same, whole, and said:", () => {
  test.each<[fields: unknown, broken: string, expected?: object]>([
    [{ method: "GET" }, "status is missing"],
    [{ method: "GET", status: "200" }, "status must be integer"],
    [{ method: 1, status: 200, user: { id: 1 } }, "method must be string"],
    [{ method: "GET", status: 200, colour: "red" }, "unknown property colour"],
    [{ method: "GET", status: 200, user: { id: 1, x: [1] } }, "unknown property user.x"],
    [{ method: "GET", status: 200, user: null }, "user must be object"],
    [{ method: "GET", status: 200, ids: [1, "2"] }, "ids[1] must be integer"],
    [{ method: "GET", status: 200, ids: new Set([1]) }, "ids must be array", { ids: [1] }],
    [{ method: "GET", status: Number.NaN }, "status must be integer", { status: null }],
    [
      { method: "GET", status: 200, user: () => {} },
      "user must be object",
      { user: "[Function: user]" },
    ],
    [{ method: "GET", schemaError: "mine" }, "status is missing"],
    [{}, "method is missing"],
  ])("%o: %s", (fields, broken, expected) => {
    const recording = new Recording({ format: "json" });
    recording.event("done", REQUEST)(fields);
    const name = "schemaError" in (fields as object) ? "schemaError_" : "schemaError";
    expect(fieldsOf(recording.line())).toEqual({
      ...(fields as object),
      ...expected,
      [name]: broken,
    });
  });

  test.each<[fields: unknown, line: string]>([
    [undefined, 'done undefined schemaError="fields must be object"'],
    [null, 'done null schemaError="fields must be object"'],
    ["text", 'done text schemaError="fields must be object"'],
    [[1, "a"], 'done [1,"a"] schemaError="fields must be object"'],
    [new Map([["a", 1]]), 'done {"a":1} schemaError="method is missing"'],
  ])("in place of fields, %o", (fields, line) => {
    const recording = new Recording();
    recording.event("done", REQUEST)(fields);
    expect(recording.line()).toBe(line);
  });

  test("an error in place of fields", () => {
    const recording = new Recording({ format: "json" });
    recording.event("done", REQUEST)(new TypeError("bad"));
    expect(fieldsOf(recording.line())).toEqual({
      err: { type: "TypeError", message: "bad", stack: expect.stringContaining("event.test") },
      schemaError: "method is missing",
    });
  });
});

describe("redaction covers", () => {
  const secret = {
    type: "object",
    properties: {
      id: { type: "integer" },
      password: { type: "string" },
      token: { type: "string" },
    },
  } as const;
  const schema = {
    type: "object",
    properties: {
      user: secret,
      users: { type: "array", items: secret },
      token: { type: "string" },
    },
  } as const;
  const user = { id: 1, password: "s3cret", token: "s3cret" };

  test.each<RecordingOptions["format"]>(["json", { template: "{message}" }, "logfmt", "syslog"])(
    "events in format %j, whether they break their schema or not",
    (format) => {
      const redact = ["user.password", "users[*].password", "**.token"];
      const recording = new Recording({ format, redact });
      const event = recording.event("user {user} and {token}", schema);
      const plainly = recording.event("done", schema);
      for (const fields of [
        { user, users: [user], token: "s3cret" },
        { user: { ...user, x: 1 } },
      ]) {
        event(fields);
        plainly(fields);
      }
      const lines = recording.lines();
      expect(lines).toHaveLength(4);
      for (const line of lines) {
        expect(line).not.toContain("s3cret");
        expect(line).toContain("[Redacted");
      }
    },
  );

  test("events whose fields have other names", () => {
    const recording = new Recording({ format: "json", redact: ["password"] });
    recording.event("done", schema)({ user });
    expect(fieldsOf(recording.line())).toEqual({ user });
  });
});

describe("a serializer for one of its fields", () => {
  const serializers = { user: (user: unknown) => ({ name: (user as { name: string }).name }) };

  test("is for events too", () => {
    const recording = new Recording({ format: "json", serializers });
    recording.event("done", REQUEST)(FIELDS);
    expect(fieldsOf(recording.line())).toEqual({ ...FIELDS, user: { name: "a b" } });
  });

  test("that a child has is for those that are logged through it", () => {
    const recording = new Recording({ format: "json" });
    const event = recording.event("done", REQUEST);
    event(FIELDS, recording.app.child({}, { serializers }));
    event(FIELDS);
    const [through, otherwise] = recording.lines().map(fieldsOf);
    expect(through).toEqual({ ...FIELDS, user: { name: "a b" } });
    expect(otherwise).toEqual(FIELDS);
  });
});

describe("a record that is too long", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "array", items: { type: "string" } },
      b: { type: "object", properties: { c: { type: "string" } } },
      d: { type: "integer" },
    },
  } as const;

  test.each([1_024, 65_536])("of %i bytes is cut, and says so", (maxRecord) => {
    for (const unit of ["x", "é", "€", "😀", "\n", '"', "\u202e", "\ud800"]) {
      const json = new Recording({ format: "json", maxRecord });
      const text = new Recording({ maxRecord });
      for (const count of [100, 200, 700, 1_000, 13_000, 100_000]) {
        const long = unit.repeat(count);
        for (const fields of [
          { a: [long, "y"], d: 1 },
          { b: { c: long } },
          { a: [], b: { c: long }, d: 1 },
        ]) {
          json.event("done", schema)(fields);
          text.event("done", schema)(fields);
          const line = json.line();
          expect(Buffer.byteLength(line)).toBeLessThan(maxRecord);
          const { truncated, ...rest } = JSON.parse(line);
          if (truncated === undefined) expect(rest).toMatchObject(wellFormed(fields) as object);
          const other = text.line();
          expect(Buffer.byteLength(other)).toBeLessThan(maxRecord);
          expect(other).toMatch(/[\]}1]$|…\(\+\d+ characters\)$/);
        }
      }
    }
  });

  /** As UTF-8 has it. */
  const wellFormed = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll("\\ud800", "\ufffd"));
});

test("what a getter logs inside an event is there, as often as it was read, and all are whole", () => {
  for (const format of ["json", "logfmt", { template: "{message}" }] as const) {
    const recording = new Recording({ format });
    const event = recording.event("outer", REQUEST);
    const inner = recording.event("inner", USER);
    let reads = 0;
    const user = {
      get id() {
        reads++;
        inner({ id: 7, name: "b" });
        recording.app.info("plain");
        return 1;
      },
    };
    event({ method: "GET", status: 1, user, ids: [1] });
    const lines = recording.lines();
    const count = (part: string) => lines.filter((line) => line.includes(part)).length;
    expect([count("outer"), count("inner"), count("plain")]).toEqual([1, reads, reads]);
    if (format === "json") for (const line of lines) fieldsOf(line);
  }
});

test("a fatal event is with the operating system when its call returns", () => {
  const backend = told();
  const runtime = new Runtime({});
  runtime.configure({ backend, format: { template: "{message}" } });
  runtime.defineEvent("info", "not yet", open("a"))({ a: 1 });
  expect(backend.lines).toEqual([]);
  runtime.defineEvent("fatal", "at once", open("a"))({ a: 1 });
  expect(backend.lines).toEqual(["not yet a=1", "at once a=1"]);
  expect(backend.done.at(-1)).toBe("flushSync");
});

describe("an event cannot be defined", () => {
  const runtime = new Runtime({});

  test.each<
    [args: [level: unknown, message: unknown, schema: unknown], code: string, said: string]
  >([
    [["loud", "m", open()], "ERR_FASTLOG_INVALID_LEVEL", 'unknown level "loud"'],
    [[30, "m", open()], "ERR_FASTLOG_INVALID_LEVEL", "unknown level 30"],
    [["silent", "m", open()], "ERR_FASTLOG_INVALID_LEVEL", 'unknown level "silent"'],
    [["info", 5, open()], "ERR_FASTLOG_INVALID_TEMPLATE", "invalid message 5 (expected a string)"],
    [["info", open(), undefined], "ERR_FASTLOG_INVALID_TEMPLATE", "invalid message {"],
    [
      ["info", "m", undefined],
      "ERR_FASTLOG_INVALID_SCHEMA",
      "invalid schema: undefined (expected {",
    ],
    [["info", "m", { type: "string" }], "ERR_FASTLOG_INVALID_SCHEMA", "invalid schema: type"],
    [["info", "m", { ...open(), requird: [] }], "ERR_FASTLOG_INVALID_SCHEMA", '"requird"'],
  ])("by %j: %s", (args, code, said) => {
    const define = () => runtime.defineEvent(...(args as Parameters<Runtime["defineEvent"]>));
    expect(define).toThrow(FastlogError);
    expect(define).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(said) }),
    );
  });
});
