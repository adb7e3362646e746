import { describe, expect, test } from "vitest";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import type { OtlpRecord } from "../../../test/otlp/decode.ts";
import { OtlpRecording } from "../../../test/otlp/otlp-recording.ts";
import type { Logger } from "../../call/logger.ts";

describe.each(["protobuf", "json"] as const)("a record of OTLP in %s", (encoding) => {
  function recorded(
    log: (logger: Logger, recording: Recording) => void,
    options: RecordingOptions & { readonly position?: boolean } = {},
  ): { readonly records: readonly OtlpRecord[]; readonly lengths: readonly number[] } {
    const { position, ...others } = options;
    const backend = new OtlpRecording(encoding, position);
    const recording = new Recording({ ...others, backend });
    log(recording.app, recording);
    recording.pipeline.flushSync();
    return backend;
  }

  test("has the time in nanoseconds, the severity, the message and its fields", () => {
    const time = new ManualTime();
    const { records } = recorded((app) => app.warn("{} of {}", 1, "two", { n: 3 }), { time });
    const { time: at = 0n, ...record } = records[0] as OtlpRecord;
    expect(at / 1_000_000n).toBe(BigInt(time.ms));
    expect(record).toMatchObject({ observedTime: at, severityNumber: 13, severityText: "WARN" });
    expect(record).toMatchObject({ body: "1 of two", attributes: { "log.target": "app", n: 3n } });
  });

  test("has a later time than the one before, though the clock stands still", () => {
    const log = (app: Logger) => {
      for (let i = 0; i < 100; i++) app.info("x");
    };
    const times = recorded(log, { time: new ManualTime() }).records.map(({ time }) => time);
    expect(times).toEqual(times.map((_, i) => (times[0] ?? 0n) + BigInt(i)));
  });

  test("keeps the order of times if the system's clock is set back a little, and follows it if by more", () => {
    const time = new ManualTime();
    const { records } = recorded(
      (app, { clock }) => {
        for (const back of [0, 500, 5_000]) {
          time.pass(10);
          time.ms -= back;
          clock.synchronise();
          app.info("x");
        }
      },
      { time },
    );
    const [first = 0n, second = 0n, third = 0n] = records.map(({ time }) => time);
    expect(second).toBe(first + 1n);
    expect(third / 1_000_000n).toBe(BigInt(time.ms));
  });

  test("has an exception for the field err, and the error's other members as an attribute", () => {
    const error = Object.assign(new RangeError("too far"), { code: "E_FAR", big: 2n ** 60n });
    const { records } = recorded((app) => {
      app.error("failed", new TypeError("no"));
      app.error(error);
      app.error("not an error", { err: { type: "x" } });
      app.error("by another name", { cause: error });
    });
    const [plain, rich, other, named] = records.map(({ attributes }) => attributes);
    expect(plain).toEqual({
      "log.target": "app",
      "exception.type": "TypeError",
      "exception.message": "no",
      "exception.stacktrace": expect.stringContaining("otlp-encoder.test.ts"),
    });
    expect(rich).toMatchObject({ "exception.type": "RangeError", "exception.message": "too far" });
    expect(rich?.["err"]).toEqual({ code: "E_FAR", big: 2n ** 60n });
    expect(other).toEqual({ "log.target": "app", err: { type: "x" } });
    expect(named?.["cause"]).toMatchObject({ type: "RangeError", code: "E_FAR" });
  });

  test("has fields with names of its own attributes, or none, under names with a trailing _", () => {
    const names = {
      "log.target": 1,
      truncated: 2,
      "exception.type": 3,
      "": 4,
      "code.file.path": 5,
    };
    const { records } = recorded((app) => app.info("x", names));
    expect(records[0]?.attributes).toEqual({
      ...{ "log.target": "app", "log.target_": 1n, truncated_: 2n },
      ...{ "exception.type_": 3n, _: 4n, "code.file.path_": 5n },
    });
  });

  test("has no target if that is unknown", () => {
    const { records } = recorded((_, { plain }) => plain.info("x"));
    expect(records[0]?.attributes).toEqual({});
  });

  test("has its place in the source if that is asked for", () => {
    const { records } = recorded((app) => app.info("x", { n: 1 }), { position: true });
    expect(records[0]?.body).toBe("x");
    expect(records[0]?.attributes).toEqual({
      ...{ "log.target": "app", n: 1n, "code.line.number": expect.any(BigInt) },
      "code.file.path": expect.stringMatching(/otlp-encoder\.test\.ts$/),
    });
  });

  test("has all fields of a child, whatever bytes they take", () => {
    const values = { a: -1, b: Number.NaN, c: -(2 ** 52), d: 1.5e308, e: "ÿÿÿÿÿÿÿÿ", f: -1n };
    const { records } = recorded((app) => {
      const child = app.child(values);
      // Bindings are encoded after a few records.
      for (let i = 0; i < 20; i++) child.info("x", { i });
    });
    for (const [i, { attributes }] of records.entries()) {
      expect(attributes).toEqual({
        ...{ "log.target": "app", i: BigInt(i), a: -1n, b: Number.NaN, c: BigInt(-(2 ** 52)) },
        ...{ d: 1.5e308, e: "ÿÿÿÿÿÿÿÿ", f: -1n },
      });
    }
    expect(records).toHaveLength(20);
  });

  test("is redacted and serialized", () => {
    const options = {
      redact: ["password", "user.token"],
      serializers: { at: (value: unknown) => `<${String(value)}>` },
    };
    const fields = { password: "p", user: { token: "t", name: "n" }, at: 1 };
    const { records } = recorded((app) => app.info("x", fields), options);
    expect(records[0]?.attributes).toEqual({
      ...{ "log.target": "app", password: "[Redacted]", at: "<1>" },
      user: { token: "[Redacted]", name: "n" },
    });
  });

  test.each([2_048, 4_096, 70_000])(
    "is shortened to maxRecord (%i bytes), with the number of missing characters",
    (maxRecord) => {
      const list = Array.from({ length: 100 }, (_, i) => ({ i, text: "y".repeat(i) }));
      const { records, lengths } = recorded(
        (app) => {
          app.info("m".repeat(200_000), { n: 1 });
          app.info("x", { text: "ü".repeat(100_000), list, n: 1 });
          app.info("x", Object.fromEntries(list.map(({ i }) => [`name${i}`, list])));
          app.error(Object.assign(new Error("e".repeat(100_000)), { list }));
        },
        { maxRecord },
      );
      expect(records).toHaveLength(4);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(maxRecord);
      for (const { attributes } of records.slice(0, 2)) {
        expect(attributes).toMatchObject({ "log.target": "app", n: 1n });
        expect(attributes["truncated"]).toBeGreaterThan(10_000n);
      }
      expect(records[3]?.attributes).toMatchObject({ "exception.type": "Error" });
    },
  );

  test("of nearly any length has lengths that are right", () => {
    const lengths = Array.from({ length: 400 }, (_, i) => i).concat([
      16_300, 16_383, 16_384, 16_500,
    ]);
    const { records } = recorded(
      (app) => {
        for (const length of lengths) {
          const text = "x".repeat(length);
          app.info(text, { text, inside: { text }, list: [text], [`n${text}`.slice(0, 250)]: 1 });
        }
      },
      { maxRecord: 200_000 },
    );
    expect(records.map(({ body }) => String(body).length)).toEqual(lengths);
    for (const { body, attributes } of records) {
      expect(attributes).toMatchObject({ text: body, inside: { text: body }, list: [body] });
    }
  });

  test("follows the one that was written when it was logged, if it is logged inside of that", () => {
    const { records } = recorded((app) => {
      const inner = {
        toJSON() {
          app.info("inner", { n: 1 });
          return "json";
        },
      };
      app.info("outer", { inner });
    });
    expect(records.map(({ body, attributes }) => [body, attributes])).toEqual([
      ["outer", { "log.target": "app", inner: "json" }],
      ["inner", { "log.target": "app", n: 1n }],
    ]);
  });

  test("of a typed event has the fields of its schema", () => {
    const { records } = recorded((_, recording) => {
      const done = recording.event("request done", {
        type: "object",
        properties: {
          status: { type: "integer" },
          path: { type: "string" },
          tags: { type: "array", items: { type: "string" } },
        },
        required: ["status"],
      });
      for (let i = 0; i < 3; i++) done({ status: 200 + i, path: "/", tags: ["a"] });
    });
    expect(records.map(({ body }) => body)).toEqual(new Array(3).fill("request done"));
    expect(records[2]?.attributes).toEqual({
      "log.target": "app",
      status: 202n,
      path: "/",
      tags: ["a"],
    });
  });
});
