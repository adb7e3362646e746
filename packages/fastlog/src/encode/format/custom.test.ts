import { hostname } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { Encoder, EncoderRecord } from "./custom.ts";

const json: Encoder = {
  encode: ({ level, message, fields }) => JSON.stringify({ level, message, ...fields }),
};

/** What an encoder was given. */
function given(options: RecordingOptions = {}, needs?: Encoder["needs"]) {
  const records: EncoderRecord[] = [];
  const encode = (record: EncoderRecord) => {
    records.push(record);
    return record.message;
  };
  const recording = new Recording({ ...options, format: { encode, needs } });
  return { recording, records };
}

describe("an encoder of one's own", () => {
  test("is given the record, with all that is the same for its thread", () => {
    const { recording, records } = given({ time: new ManualTime(), tag: "t" });
    recording.app.warn("user {} from {ip}", 7, { ip: "::1" });
    expect(records).toEqual([
      {
        level: "warn",
        levelNumber: 40,
        time: new Date("2026-11-21T03:08:25.902Z"),
        hrtime: 1_285_211_036_313n,
        target: "app",
        position: undefined,
        message: "user 7 from ::1",
        fields: { ip: "::1" },
        pid: process.pid,
        thread: 0,
        host: hostname(),
        tag: "t",
        room: 65_488,
        missing: 0,
      },
    ]);
    expect(recording.lines()).toEqual(["user 7 from ::1"]);
  });

  test("is given messages as they were logged, however often", () => {
    const { recording, records } = given();
    for (let i = 0; i < 40; i++) recording.app.info("constant\t\u001b");
    for (let i = 0; i < 40; i++) recording.app.info`tagged ${"\n"}`;
    const expected = [...Array(40).fill("constant\t\u001b"), ...Array(40).fill("tagged \n")];
    expect(records.map(({ message }) => message)).toEqual(expected);
  });

  test("is given fields as plain data that JSON can have", () => {
    const { recording, records } = given();
    const error = new Error("x");
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    const fields = { date: new Date(0), map: new Map([["a", 1]]), cycle, small: 12n, none: null };
    recording.app.info("m", error, {
      ...fields,
      big: 10n ** 30n,
      nan: Number.NaN,
      left: undefined,
    });
    const [record] = records;
    expect(record?.fields).toEqual({
      err: expect.objectContaining({ type: "Error", message: "x", stack: error.stack }),
      date: "1970-01-01T00:00:00.000Z",
      map: { a: 1 },
      cycle: { self: "[Circular]" },
      small: 12,
      none: null,
      big: `1${"0".repeat(30)}`,
      nan: Number.NaN,
    });
    expect(() => JSON.stringify(record?.fields)).not.toThrow();
  });

  test("is given a field with the name of the prototype like any other", () => {
    const { recording, records } = given();
    recording.app.info("m", JSON.parse('{"__proto__":{"a":1}}'));
    expect(Object.entries(records[0]?.fields ?? {})).toEqual([["__proto__", { a: 1 }]]);
  });

  test("is given the fields of loggers and of the configuration, each name once", () => {
    const { recording, records } = given({
      fields: { base: 1, a: 0 },
      redact: ["secret"],
      serializers: { req: () => "request" },
    });
    const child = recording.app.child({ a: 1, b: [1], req: {} });
    child.info("m");
    child.info("m", { b: 2, secret: 3 });
    recording.app.info("m");
    expect(records.map(({ fields }) => fields)).toEqual([
      { a: 1, b: [1], req: "request", base: 1 },
      { b: 2, secret: "[Redacted]", a: 1, req: "request", base: 1 },
      { base: 1, a: 0 },
    ]);
  });

  test("gets the target and position of a plain call if it needs them", () => {
    const needs = { target: true, position: true };
    const { recording, records } = given({}, needs);
    recording.plain.info("m");
    expect(records).toMatchObject([
      {
        target: expect.stringMatching(/custom\.test$/),
        position: { file: import.meta.filename, line: expect.any(Number) },
      },
    ]);
    expect(recording.pipeline.log.encoder).toMatchObject({
      printsTarget: true,
      printsPosition: true,
    });
  });

  test("gets neither if it does not", () => {
    const { recording, records } = given();
    recording.plain.info("m");
    expect(records).toMatchObject([{ target: undefined, position: undefined }]);
    expect(recording.pipeline.log.encoder).toMatchObject({
      printsTarget: false,
      printsPosition: false,
    });
  });

  test("may be an object of a class", () => {
    class Prefixed implements Encoder {
      readonly #prefix = "> ";
      encode({ message }: EncoderRecord): string {
        return this.#prefix + message;
      }
    }
    const recording = new Recording({ format: new Prefixed() });
    recording.app.info("m");
    expect(recording.line()).toBe("> m");
  });
});

describe("what an encoder makes", () => {
  test.each([
    ["as it is", 'a "b" \\ é€😀\tc', 'a "b" \\ é€😀\tc'],
    ["without a newline at its end", "a\n", "a"],
    ["without a carriage return there either", "a\r\n", "a"],
    ["on one line", "a\nb\r\nc\n\n", "a\\nb\\r\\nc\\n"],
    ["with what is unsafe as escapes", "\u001b[1m\t\u2028\u202e", "\\u001b[1m\t\\u2028\\u202e"],
    ["even if it is empty", "", ""],
  ])("is written %s", (_, line, written) => {
    const recording = new Recording({ format: { encode: () => line } });
    recording.app.info("m");
    expect(recording.lines()).toEqual([written]);
  });

  test("parses as it did, if it is JSON", () => {
    let made = "";
    const encode = (record: EncoderRecord) => {
      made = json.encode(record);
      return made;
    };
    const recording = new Recording({ format: { encode }, maxRecord: 1 << 24 });
    fc.assert(
      fc.property(hostile, fc.dictionary(hostile, hostile), (message, fields) => {
        recording.app.info("{}", message, fields);
        expect(JSON.parse(recording.line())).toEqual(JSON.parse(made));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("an encoder that fails", () => {
  const inLevels = (encode: Encoder["encode"]) => {
    const recording = new Recording({ format: { encode } });
    recording.app.info("first", { a: 1 });
    recording.app.fatal("{}", "second");
    recording.app.info("third");
    return recording.lines();
  };

  test("once is called again with a record that says so", () => {
    const lines = inLevels((record) => {
      if (!/^a record|^third/.test(record.message)) throw new Error("no\n");
      return json.encode(record);
    });
    const message = "a record could not be encoded: [Throws: no\\n]";
    expect(lines).toEqual([
      `{"level":"error","message":"${message}"}`,
      `{"level":"fatal","message":"${message}"}`,
      '{"level":"info","message":"third"}',
    ]);
  });

  test.each<[what: string, encode: () => unknown, reason: string]>([
    [
      "throws an error",
      () => {
        throw new Error("no\n");
      },
      "no\\n",
    ],
    [
      "throws what cannot be shown",
      () => {
        throw Object.create(null);
      },
      "?",
    ],
    ["gives nothing", () => undefined, "encode() returned undefined"],
    ["gives a promise", async () => "line", "encode() returned object"],
  ])(
    "every time, as one that %s, has a line of text in place of each record",
    (_, encode, reason) => {
      const rest = `a record could not be encoded: [Throws: ${reason}]`;
      const lines = inLevels(encode as Encoder["encode"]);
      expect(lines.map((line) => line.split("\t").slice(1))).toEqual([
        ["ERROR", rest],
        ["FATAL", rest],
        ["ERROR", rest],
      ]);
      expect(lines[0]).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t/);
    },
  );
});

describe("an encoder that logs", () => {
  test("has its own records after the one that it is encoding, all complete", () => {
    const encode = ({ message, fields }: EncoderRecord): string => {
      if (message.startsWith("outer")) {
        recording.app.info("inner of {}", message, { inner: true });
        recording.app.child({ bound: 1 }).info("constant");
      }
      return `${message} ${JSON.stringify(fields)}`;
    };
    const recording = new Recording({ format: { encode } });
    for (let i = 0; i < 3; i++) {
      recording.app.info("outer");
      recording.app.info("outer {}", i, { i });
    }
    const expected = [0, 1, 2].flatMap((i) => [
      "outer {}",
      'inner of outer {"inner":true}',
      'constant {"bound":1}',
      `outer ${i} {"i":${i}}`,
      `inner of outer ${i} {"inner":true}`,
      'constant {"bound":1}',
    ]);
    expect(recording.lines()).toEqual(expected);
  });

  test("without an end is stopped", () => {
    let depth = 0;
    const encode = ({ message }: EncoderRecord): string => {
      if (++depth < 1_000) recording.app.info("and again");
      return message;
    };
    const recording = new Recording({ format: { encode } });
    expect(() => recording.app.info("outer")).not.toThrow();
    expect(recording.lines()[0]).toBe("outer");
    expect(depth).toBeLessThan(1_000);
  });
});
