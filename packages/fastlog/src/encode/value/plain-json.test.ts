import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { NASTY } from "../../../test/fixtures/unit/nasty.ts";
import { everyKind } from "../../../test/fixtures/unit/records.ts";
import { Batch } from "../../batch/batch.ts";
import { LEVELS } from "../../level.ts";
import { RecordWriter } from "../bytes/record-writer.ts";
import { DEFAULT_LIMITS, type Limits } from "../object/limits.ts";
import { plainOf, textOf } from "./plain.ts";
import { PlainJson } from "./plain-json.ts";

const LIMITS: Limits = { ...DEFAULT_LIMITS, maxBreadth: 8, maxDepth: 4 };
const MAX_RECORD = 4096;
const json = new PlainJson(LIMITS);

/** What is written of a value; `undefined` where that is left to others. */
function written(value: object, before = ""): string | undefined {
  const out = new RecordWriter(new Batch(new Copying(), 0, MAX_RECORD), MAX_RECORD, 0);
  out.begin(LEVELS.info);
  out.safeText(before);
  if (!json.write(out, value)) return undefined;
  return out.written.toString().slice(before.length);
}

const asText = (value: object): string => textOf(plainOf(value, LIMITS));

const list: unknown[] = [1];
list.push(list);

describe("is written:", () => {
  test.each([
    ["an object", { a: 1, b: "x", c: true, d: null, e: 1.5, f: 7n }],
    ["an object whose members are undefined", { a: undefined, b: 1 }],
    ["objects in objects and lists", { a: { b: [1, { c: 2 }, []] }, d: [[1], ["x"]] }],
    ["a list with nothing in some places", [1, undefined, null, 2]],
    ["a list with a hole", Array.from({ length: 3, 1: 2 })],
    ["an empty list", []],
    ["text that has to be escaped", { 'a"\n': "\u202e\u0000é🚀", b: "x".repeat(300) }],
    ["the same object twice", { a: list.slice(0, 1), b: list.slice(0, 1) }],
    ["a key that is another object's method", { hasOwnProperty: 1, valueOf: 2 }],
  ])("%s", (_, value) => {
    // A key is kept from the second time on.
    for (let i = 0; i < 3; i++) expect(written(value)).toBe(asText(value));
  });
});

class Point {
  x = 1;
}

describe("is left to others:", () => {
  test.each<[string, object]>([
    ["an object of a class", new Point()],
    ["one inside", { a: [new Point()] }],
    ["a date", { at: new Date(0) }],
    ["an error", { err: new Error("x") }],
    ["a map", new Map([[1, 2]])],
    ["what has a toJSON", { a: { toJSON: () => 1 } }],
    ["a list that has one", Object.assign([1], { toJSON: () => 1 })],
    ["a number that JSON does not have", { a: Number.NaN }],
    ["a function", { a: () => 1 }],
    ["a symbol", [Symbol("x")]],
    ["an empty object", {}],
    ["an object without a prototype", Object.create(null)],
    ["an object that is inside of itself", list],
    ["what is too deep", { a: { a: { a: { a: { a: 1 } } } } }],
    ["an object with too many members", Object.fromEntries([..."abcdefghi"].map((k) => [k, 1]))],
    ["a list with too many elements", Array.from({ length: 9 }, () => 1)],
    ["a key that UTF-8 does not have", { "\ud800": 1 }],
  ])("%s", (_, value) => {
    expect(written(value)).toBeUndefined();
  });

  test.each(NASTY.map(([name, make]) => [name, make] as const))("%s", (_, make) => {
    const value = make();
    if (typeof value !== "object" || value === null) return;
    const text = written(value);
    if (text !== undefined) expect(text).toBe(asText(value));
  });

  test.each([1, 10, 100, 1000])("what does not fit, by %i bytes or so", (free) => {
    const before = "x".repeat(MAX_RECORD - 48 - free);
    expect(written({ text: "y".repeat(free), a: 1 }, before)).toBeUndefined();
  });
});

test("of a list of many proxies few are read before it is left to others", () => {
  const wide = new PlainJson({ ...LIMITS, maxBreadth: 1000 });
  let read = 0;
  const counting: ProxyHandler<object> = {
    ownKeys: (target) => {
      read++;
      return Reflect.ownKeys(target);
    },
  };
  const proxies = Array.from({ length: 1000 }, (_, i) => new Proxy({ i }, counting));
  const out = new RecordWriter(new Batch(new Copying(), 0, 2 ** 16), 2 ** 16, 0);
  out.begin(LEVELS.info);
  expect(wide.write(out, proxies)).toBe(false);
  expect(read).toBeLessThan(100);
});

test.each([
  ["of 300 characters", "n".repeat(300)],
  ["with half a surrogate pair", "a\ud83d"],
])("an object with a name %s is left to others however often it comes", (_, name) => {
  const all = Array.from({ length: 5 }, () => written({ [name]: 1 }));
  expect(new Set(all)).toEqual(new Set([undefined]));
});

test("inherited members are not written", () => {
  const value = Object.create({ constructor: Object, inherited: 1 });
  value.own = 2;
  expect(written(value)).toBe('{"own":2}');
});

test("the bytes written are the value's JSON text", () => {
  const value = fc.oneof(
    fc.anything(everyKind()),
    fc.dictionary(hostile, fc.jsonValue()),
    fc.dictionary(fc.string(), fc.jsonValue({ depthSize: "small" }), { maxKeys: 6 }),
  );
  let count = 0;
  fc.assert(
    fc.property(value, (value) => {
      if (typeof value !== "object" || value === null) return;
      const text = written(value);
      if (text === undefined) return;
      expect(text).toBe(asText(value));
      count++;
    }),
    { numRuns: 20_000 },
  );
  expect(count).toBeGreaterThan(1000);
});
