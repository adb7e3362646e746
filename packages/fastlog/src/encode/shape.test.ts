import { describe, expect, test } from "vitest";
import { Copying, Holding } from "../../test/fixtures/unit/backends.ts";
import { fieldsOf } from "../../test/fixtures/unit/json.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { Batch } from "../batch/batch.ts";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import { BARE, DATE, objectShape, type Shape, writeShaped } from "./shape.ts";
import { RecordWriter } from "./writer.ts";

const list = (items: Shape): Shape => ({ kind: "list", items });
const AB = objectShape([
  ["a", BARE],
  ["b", list(BARE)],
]);

/** The text of a value by a shape; `undefined` where it is refused. */
function written(shape: Shape, value: unknown, maxRecord = 1_024): string | undefined {
  const out = new RecordWriter(new Batch(new Copying(), 0, maxRecord), maxRecord, 0);
  out.begin(30);
  return writeShaped(out, shape, value) ? out.written.toString() : undefined;
}

test.each<[shape: Shape, value: unknown, text: string]>([
  [BARE, "a", '"a"'],
  [BARE, 'é"\\\n\u202e😀', '"é\\"\\\\\\n\\u202e😀"'],
  [BARE, "x".repeat(65), `"${"x".repeat(65)}"`],
  [BARE, `${"x".repeat(65)}\n`, `"${"x".repeat(65)}\\n"`],
  [BARE, -0, "0"],
  [BARE, -2_147_483_648, "-2147483648"],
  [BARE, 1.5e-300, "1.5e-300"],
  [BARE, 10n ** 30n, `1${"0".repeat(30)}`],
  [BARE, true, "true"],
  [BARE, false, "false"],
  [BARE, null, "null"],
  [DATE, "later", '"later"'],
  [DATE, new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [list(BARE), [], "[]"],
  [list(BARE), [1, "a", null], '[1,"a",null]'],
  [list(list(BARE)), [[], [1], [[]].flat()], "[[],[1],[]]"],
  [AB, {}, "{}"],
  [AB, { a: undefined }, "{}"],
  [AB, { b: [1], a: 1, c: 1 }, '{"a":1,"b":[1]}'],
  [AB, { b: [] }, '{"b":[]}'],
  [list(AB), [{}, { a: "" }], '[{},{"a":""}]'],
  [objectShape([['\u202e"é', BARE]]), { '\u202e"é': 1 }, '{"\\u202e\\"é":1}'],
])("by the shape %j, %o is written as %s", (shape, value, text) => {
  expect(written(shape, value)).toBe(text);
});

test.each<[what: string, shape: Shape, value: unknown]>([
  ["a number that JSON does not have", BARE, Number.NaN],
  ["infinity", list(BARE), [Number.NEGATIVE_INFINITY]],
  ["undefined", BARE, undefined],
  ["a hole in a list", list(BARE), new Array(1)],
  ["a symbol", list(BARE), [Symbol("a")]],
  ["a function", AB, { a: () => {} }],
  ["a list for an object", AB, []],
  ["an object for a list", list(BARE), {}],
  ["an object for a text", BARE, {}],
  ["a list for a text", BARE, [1]],
  ["a date for a text", BARE, new Date(0)],
  ["a date that is none", DATE, new Date(Number.NaN)],
  ["another object for a date", DATE, Object.create(Date.prototype)],
  [
    "what throws",
    AB,
    {
      a: 1,
      get b(): never {
        throw new Error("refused");
      },
    },
  ],
])("%s is refused", (_, shape, value) => {
  expect(written(shape, value)).toBeUndefined();
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
    expect(Buffer.byteLength(written(BARE, text) ?? "")).toBe(count * bytes + 2);
    expect(written(BARE, text + unit)).toBeUndefined();
  });

  test("a list", () => {
    for (let length = 0; length < 700; length++) {
      const value = new Array(length).fill("");
      const text = JSON.stringify(value);
      // What is short is not measured: it may take up to 32 bytes.
      if (text.length <= most - 32) expect(written(list(BARE), value)).toBe(text);
      if (text.length > most) expect(written(list(BARE), value)).toBeUndefined();
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
    const { app, output } = recording;
    app.info("");
    const least = output.batch.current?.end ?? 0;
    app.info("x".repeat(40_000));
    app.info("x".repeat(CHUNK_SIZE - 40_000 - 3 * least - left));
    expect(output.batch.current?.end).toBe(CHUNK_SIZE - left);
  }

  test("a record is whole, in this chunk or the next one", () => {
    for (let left = RESERVE; left < 800; left++) {
      const backend = new Copying();
      const recording = new Recording({ format: "json", time: new ManualTime(), backend });
      const event = recording.event("m", schema);
      fill(recording, left);
      event(fields);
      recording.app.info("next");
      recording.output.flushSync();
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
      const { dropped } = recording.output.batch.counters;
      seen.add(dropped);
      backend.release();
      event(fields);
      recording.output.flushSync();
      backend.release();
      const lines = backend.text.trimEnd().split("\n").map(fieldsOf);
      expect(lines).toHaveLength(8 - dropped);
      for (const line of lines.slice(6)) expect(line).toEqual(fields);
    }
    expect([...seen]).toEqual([1, 0]);
  });
});
