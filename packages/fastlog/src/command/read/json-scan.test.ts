import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonScanner } from "./json-scan.ts";
import { ReadRecord } from "./read-record.ts";
import { dataOf } from "./value-text.ts";

const scanner = new JsonScanner();

function pairsOf(line: string): [string, unknown][] | undefined {
  const bytes = Buffer.from(line);
  const record = new ReadRecord();
  record.begin(bytes, 0, bytes.length);
  if (!scanner.scan(record, bytes, 0, bytes.length)) return undefined;
  return record.keys.slice(0, record.count).map((key, at) => [key.name, dataOf(record, at)]);
}

/** Objects whose members are not read as members of the record. */
const objects = fc.dictionary(
  fc
    .string()
    .filter((key) => !["Attributes", "logger", "log", "InstrumentationScope"].includes(key)),
  fc.jsonValue().filter((value) => typeof value !== "string" || !/^\s*[{[]/.test(value)),
  { noNullPrototype: true },
);

test("the pairs of an object are those that JSON.parse finds", () => {
  fc.assert(
    fc.property(fc.array(objects, { maxLength: 4 }), (records) => {
      for (const record of records) {
        const line = JSON.stringify(record);
        expect(pairsOf(line)).toEqual(Object.entries(JSON.parse(line)));
      }
    }),
  );
});

test("blanks may stand between all parts, as other writers put them", () => {
  expect(pairsOf('{ "a" : 1 ,\t"b": [ 1, 2 ] , "c":"x" } \r')).toEqual([
    ["a", 1],
    ["b", [1, 2]],
    ["c", "x"],
  ]);
});

test("keys are found whether or not they came in the line before", () => {
  const lines = [
    '{"a":1,"b":2}',
    '{"a":1,"c":3}',
    '{"b":2}',
    '{"a":1,"b":2}',
    "{}",
    '{"ab":1,"a":2}',
  ];
  for (const line of lines) expect(pairsOf(line)).toEqual(Object.entries(JSON.parse(line)));
});

describe("a line that is no JSON object is none", () => {
  test.each([
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{"a":"x}',
    '{"a":nul}',
    '{"a":{"b":1}',
    '{"a":1}}',
    '{"a":1}{"b":2}',
    '{"level":30,"time":17{"level":30,"time":1795252269099,"msg":"torn"}',
    '{"a":"\\"}',
  ])("%s", (line) => {
    expect(pairsOf(line)).toBeUndefined();
  });
});

test("a prefix of a line is no record, and its bytes beyond the end are not looked at", () => {
  const whole = Buffer.from('{"level":30,"msg":"a \\"b\\"","x":{"y":[1,"]"]}}');
  for (let to = 1; to < whole.length; to++) {
    const record = new ReadRecord();
    record.begin(whole, 0, to);
    expect(scanner.scan(record, whole, 0, to)).toBe(false);
  }
});

test("thousands of different keys do not stay in memory", () => {
  for (let i = 0; i < 10_000; i++) {
    const line = `{"key${i}":${i}}`;
    expect(pairsOf(line)).toEqual([[`key${i}`, i]]);
  }
});
