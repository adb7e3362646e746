import fc from "fast-check";
import { expect, test } from "vitest";
import { hostile } from "../../../test/fixtures/unit/hostile.ts";
import { DEFAULT_LIMITS, type Json, plainOf } from "../value/plain.ts";
import { END, LIST, NAME, NEXT, OBJECT, outlineOf, START, STRIDE, STRING } from "./json-outline.ts";

/** What a JSON text says, read by its outline. */
function read(text: string): unknown {
  const nodes = outlineOf(text);
  const source = (node: number): string => text.slice(nodes[node + START], nodes[node + END]);
  const children = (node: number): number[] => {
    const found: number[] = [];
    for (let child = node + STRIDE; child < (nodes[node + NEXT] as number); ) {
      found.push(child);
      child = nodes[child + NEXT] as number;
    }
    return found;
  };
  const value = (node: number): unknown => {
    const kind = nodes[node];
    if (kind === LIST) return children(node).map(value);
    if (kind !== OBJECT) return JSON.parse(source(node));
    const all = children(node);
    const names = all.filter((child) => nodes[child] === NAME);
    expect(names).toHaveLength(all.length / 2);
    return Object.fromEntries(
      names.map((name) => [JSON.parse(source(name)), value(name + STRIDE)]),
    );
  };
  return value(0);
}

test("the outline of a JSON text has the position of each value", () => {
  const anything = fc.anything({ key: hostile, values: [hostile, fc.integer(), fc.boolean()] });
  const limits = { ...DEFAULT_LIMITS, maxLength: 1_000_000 };
  fc.assert(
    fc.property(anything, (value) => {
      const { text } = plainOf([value], limits) as Json;
      expect(read(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["without anything between", "[[],{},[{}]]"],
  ["with quotes and backslashes at the end of texts", String.raw`["\\","\"","a\\\"",{"\\":"\""}]`],
  ["with long texts", JSON.stringify({ [`${'"'.repeat(99)}`]: '\\"'.repeat(50) })],
])("a text %s is outlined", (_, text) => {
  expect(read(text)).toEqual(JSON.parse(text));
});

test("an outline distinguishes texts from names", () => {
  const nodes = outlineOf('{"a":"b"}');
  expect([nodes[0], nodes[STRIDE], nodes[2 * STRIDE]]).toEqual([OBJECT, NAME, STRING]);
});
