import { describe, expect, test } from "vitest";
import { Copying, Holding } from "../../test/fixtures/unit/backends.ts";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { Batch } from "../batch/batch.ts";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { JsonStyle } from "../encode/format/encoder.ts";
import { DEFAULT_LIMITS, type Limits } from "../encode/object/limits.ts";
import { checkedSchema } from "./checked.ts";
import type { Schema } from "./schema.ts";
import { shapeOf } from "./shape.ts";
import { ShapedJson } from "./shaped-json.ts";

interface Setting {
  readonly maxRecord?: number;
  readonly limits?: Limits;
  readonly style?: JsonStyle;
}

/** The text of a value by its schema; `undefined` where it is refused. */
function written(schema: Schema, value: unknown, setting: Setting = {}): string | undefined {
  const { maxRecord = 1_024, limits = DEFAULT_LIMITS, style = "plain" } = setting;
  const { properties } = checkedSchema({ type: "object", properties: { it: schema } });
  const shape = shapeOf((properties as { readonly it: unknown }).it);
  const json = new ShapedJson(style, limits);
  const prepared = shape && json.prepare(shape);
  if (prepared === undefined) return undefined;
  const out = new RecordWriter(new Batch(new Copying(), 0, maxRecord), maxRecord, 0);
  out.begin(30);
  return json.write(out, prepared, value) ? out.written.toString() : undefined;
}

const list = (items: Schema): Schema => ({ type: "array", items });
const STRING = { type: "string" } as const;
const ANY = { type: ["string", "number", "integer", "boolean", "null"] } as const;
const DATE = { type: "string", format: "date-time" } as const;
const AB = { type: "object", properties: { a: ANY, b: list(ANY) } } as const;
const REQUIRED = { ...AB, required: ["a"] } as const;

test.each<[schema: Schema, value: unknown, text: string]>([
  [ANY, "a", '"a"'],
  [ANY, 'é"\\\n\u202e😀', '"é\\"\\\\\\n\\u202e😀"'],
  [ANY, "x".repeat(65), `"${"x".repeat(65)}"`],
  [ANY, `${"x".repeat(65)}\n`, `"${"x".repeat(65)}\\n"`],
  [ANY, -0, "0"],
  [ANY, -2_147_483_648, "-2147483648"],
  [ANY, 1.5e-300, "1.5e-300"],
  [ANY, 10n ** 30n, `1${"0".repeat(30)}`],
  [ANY, true, "true"],
  [ANY, false, "false"],
  [ANY, null, "null"],
  [DATE, "later", '"later"'],
  [DATE, new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [list(ANY), [], "[]"],
  [list(ANY), [1, "a", null], '[1,"a",null]'],
  [list(list(ANY)), [[], [1], [[]].flat()], "[[],[1],[]]"],
  [{ type: "array", items: ANY, nullable: true }, null, "null"],
  [AB, {}, "{}"],
  [AB, { a: undefined }, "{}"],
  [AB, { b: [1], a: 1 }, '{"a":1,"b":[1]}'],
  [AB, { b: [] }, '{"b":[]}'],
  [REQUIRED, { b: [], a: 1 }, '{"a":1,"b":[]}'],
  [list(AB), [{}, { a: "" }], '[{},{"a":""}]'],
  [{ type: "object", properties: { '\u202e"é': ANY } }, { '\u202e"é': 1 }, '{"\\u202e\\"é":1}'],
  [{ type: "string", enum: ["a", "b"] }, "b", '"b"'],
  [{ type: "integer", minimum: 1 }, 1, "1"],
])("by the schema %j, %o is written as %s", (schema, value, text) => {
  expect(written(schema, value)).toBe(text);
});

test.each<[style: JsonStyle, value: unknown, text: string]>([
  ["quoted", { a: 'say "hi"\\' }, '{\\"a\\":\\"say \\\\\\"hi\\\\\\"\\\\\\\\\\"}'],
  ["quoted", { a: "é\u202e\n" }, '{\\"a\\":\\"é\\\\u202e\\\\n\\"}'],
  ["param", { b: ["]", 1] }, '{\\"b\\":[\\"\\]\\",1\\]}'],
  ["param", { a: '"\n' }, '{\\"a\\":\\"\\\\\\"\\\\n\\"}'],
])("in the style %s, %o is escaped once more: %s", (style, value, text) => {
  expect(written(AB, value, { style })).toBe(text);
});

test.each<[what: string, schema: Schema, value: unknown]>([
  ["a number that JSON does not have", ANY, Number.NaN],
  ["infinity", list(ANY), [Number.NEGATIVE_INFINITY]],
  ["undefined", ANY, undefined],
  ["a hole in a list", list(ANY), new Array(1)],
  ["a symbol", list(ANY), [Symbol("a")]],
  ["a function", AB, { a: () => {} }],
  ["a list for an object", AB, []],
  ["an object for a list", list(ANY), {}],
  ["an object for a text", ANY, {}],
  ["a list for a text", ANY, [1]],
  ["null for a list", list(ANY), null],
  ["a date for a text", STRING, new Date(0)],
  ["a date that is none", DATE, new Date(Number.NaN)],
  ["an object that is iterable", AB, { [Symbol.iterator]: () => [][Symbol.iterator]() }],
  ["a number for a text", STRING, 1],
  ["a fraction for an integer", { type: "integer" }, 1.5],
  ["a bigint for a number", { type: "number" }, 1n],
  ["a value that is not listed", { enum: ["a"] }, "b"],
  ["a number beyond its bound", { type: "number", maximum: 1 }, 2],
  ["a property that the schema does not have", AB, { a: 1, c: 1 }],
  ["one in front of the others", AB, { c: 1, a: 1 }],
  ["an object without a property that is required", REQUIRED, { b: [] }],
  ["one that is undefined", REQUIRED, { a: undefined }],
  ["what is inherited", AB, Object.create({ a: 1 })],
  ["a toJSON", AB, Object.defineProperty({}, "toJSON", { value: () => 1 })],
])("%s is refused", (_, schema, value) => {
  expect(written(schema, value)).toBeUndefined();
});

test("another object in a date's place throws", () => {
  expect(() => written(DATE, Object.create(Date.prototype))).toThrow(TypeError);
});

test("a list that is longer than the limit is refused, and so is a schema that is deeper or wider", () => {
  const limits = { ...DEFAULT_LIMITS, maxBreadth: 1, maxDepth: 1 };
  expect(written(list(ANY), [1], { limits })).toBe("[1]");
  expect(written(list(ANY), [1, 2], { limits })).toBeUndefined();
  expect(written(list(list(ANY)), [], { limits })).toBeUndefined();
  expect(written(AB, {}, { limits })).toBeUndefined();
});

test("text that is longer than the limit is refused", () => {
  const limits = { ...DEFAULT_LIMITS, maxLength: 10 };
  expect(written(list(ANY), ["x".repeat(6)], { limits })).toBe('["xxxxxx"]');
  expect(written(list(ANY), ["x".repeat(7)], { limits })).toBeUndefined();
});

describe("what does not fit into a record is refused, and what does is not", () => {
  const most = 1_024 - 48;

  test.each<[unit: string, bytes: number]>([
    ["x", 1],
    ["é", 2],
    ["😀", 4],
    ["\n", 2],
    ["\u202e", 6],
    ["\ud800\ud800", 6],
  ])("a text of %j", (unit, bytes) => {
    const count = Math.floor((most - 2) / bytes);
    const text = unit.repeat(count);
    expect(Buffer.byteLength(written(ANY, text) ?? "")).toBe(count * bytes + 2);
    expect(written(ANY, text + unit)).toBeUndefined();
  });

  test("a list", () => {
    const limits = { ...DEFAULT_LIMITS, maxBreadth: 700 };
    for (let length = 0; length < 700; length++) {
      const value = new Array(length).fill("");
      const text = JSON.stringify(value);
      // What is short is not measured: it may take up to 32 bytes.
      if (text.length <= most - 32) expect(written(list(ANY), value, { limits })).toBe(text);
      if (text.length > most) expect(written(list(ANY), value, { limits })).toBeUndefined();
    }
  });
});

describe("near the end of a chunk", () => {
  const schema = {
    type: "object",
    properties: {
      before: { type: "integer" },
      it: {
        type: "object",
        properties: {
          text: { type: "string" },
          list: { type: "array", items: { type: "number" } },
          date: { type: "string", format: "date-time" },
          none: { type: "array", items: { type: "array", items: { type: "null" } } },
          long: { type: "string" },
        },
      },
      after: { type: "boolean" },
    },
  } as const;
  const it = {
    text: "é\n",
    list: [1, -2.5],
    date: "x",
    none: [[], [null], []],
    long: "y".repeat(99),
  };
  const fields = { before: 1, it, after: true };

  /** What is kept free behind a record that is being written. */
  const RESERVE = 96;

  /** Fills the current chunk with records, but for a number of bytes. */
  function fill(recording: Recording, left: number): void {
    const { app, pipeline } = recording;
    app.info("");
    const least = pipeline.batch.current?.end ?? 0;
    app.info("x".repeat(40_000));
    app.info("x".repeat(CHUNK_SIZE - 40_000 - 3 * least - left));
    expect(pipeline.batch.current?.end).toBe(CHUNK_SIZE - left);
  }

  test("a record is whole, in this chunk or the next one", () => {
    for (let left = RESERVE; left < 800; left++) {
      const backend = new Copying();
      const recording = new Recording({ format: "json", time: new ManualTime(), backend });
      const event = recording.event("m", schema);
      fill(recording, left);
      event(fields);
      recording.app.info("next");
      recording.pipeline.flushSync();
      const [record, next] = backend.records.slice(-2).map(String);
      expect(fieldsOf((record as string).trimEnd())).toEqual(fields);
      expect(next).toContain('"msg":"next"');
    }
  });

  test("a record is dropped and counted where there is no other chunk, and those behind it are whole", () => {
    const seen = new Set<number>();
    for (let left = RESERVE; left < 1_600; left += 7) {
      const backend = new Holding();
      const recording = new Recording({
        format: "json",
        time: new ManualTime(),
        backend,
        buffer: 0,
      });
      const event = recording.event("m", schema);
      fill(recording, RESERVE);
      fill(recording, left);
      event(fields);
      const { dropped } = recording.pipeline.batch.counters;
      seen.add(dropped);
      backend.release();
      event(fields);
      recording.pipeline.flushSync();
      backend.release();
      const lines = backend.text.trimEnd().split("\n").map(fieldsOf);
      expect(lines).toHaveLength(8 - dropped);
      for (const line of lines.slice(6)) expect(line).toEqual(fields);
    }
    expect([...seen]).toEqual([1, 0]);
  });
});
