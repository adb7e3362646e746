import { describe, expect, test } from "vitest";
import { JsonEncoder } from "../encode/format/json.ts";
import { Keys } from "./keys.ts";
import { Sanitizer } from "./sanitizer.ts";

/** Counts the names that it encodes, which is what takes time. */
class Counting extends JsonEncoder {
  encoded = 0;

  override key(name: string): ReturnType<JsonEncoder["key"]> {
    this.encoded++;
    return super.key(name);
  }
}

function counted(): { readonly keys: Keys; readonly encoder: Counting } {
  const encoder = new Counting({ pid: 1, thread: 0, host: "h", tag: "main" });
  return { keys: new Keys(encoder, new Sanitizer()), encoder };
}

describe("names that a record has more than once", () => {
  test("are a, a_, a__, a_3, a_4", () => {
    const { keys } = counted();
    keys.begin();
    expect(Array.from({ length: 5 }, () => keys.take("a").name)).toEqual([
      "a",
      "a_",
      "a__",
      "a_3",
      "a_4",
    ]);
  });

  test("start over in the next record", () => {
    const { keys } = counted();
    for (let record = 0; record < 3; record++) {
      keys.begin();
      expect(["a", "a", "a"].map((name) => keys.take(name).name)).toEqual(["a", "a_", "a__"]);
    }
  });

  test("give way to original names", () => {
    const { keys } = counted();
    keys.begin();
    const names = ["a_", "a_3", "a", "a", "a", "a"].map((name) => keys.take(name).name);
    expect(names).toEqual(["a_", "a_3", "a", "a__", "a_4", "a_5"]);
  });

  test("take one lookup each, however many there are", () => {
    const { keys } = counted();
    keys.begin();
    const slots = new Set(Array.from({ length: 20_000 }, () => keys.take("a").slot));
    expect(slots.size).toBe(20_000);
    // Each slot says how many names were tried for it; all were tried for the first.
    expect(keys.of("a").slot.renames).toBe(19_999);
  });
});

test("names that are bound together are distinct", () => {
  const { keys } = counted();
  const taken = new Map();
  const names = ["level", "level_", "level", "\ud800", "\udfff"];
  expect(names.map((name) => keys.bind(name, taken).name)).toEqual([
    "level_",
    "level__",
    "level___",
    "\ufffd",
    "\ufffd_",
  ]);
});

test("a very long name is cut, and distinct from names with the same beginning", () => {
  const { keys } = counted();
  keys.begin();
  const names = ["x", "y"].map((end) => keys.take("k".repeat(100_000) + end).name);
  expect(names).toEqual([
    `${"k".repeat(256)}…(+99745 characters)`,
    `${"k".repeat(256)}…(+99745 characters)_`,
  ]);
});

describe("the cache of names is bounded", () => {
  test.each([
    ["where they come in calls", (keys: Keys, name: string) => keys.take(name)],
    ["where they are bound", (keys: Keys, name: string) => keys.bind(name, new Map())],
  ])("%s", (_, use) => {
    const { keys } = counted();
    const generations = new Set<object>();
    for (let i = 0; i < 50_000; i++) {
      keys.tidy();
      keys.begin();
      use(keys, `name-${i}`);
      generations.add(keys.generation);
    }
    expect(generations.size).toBeGreaterThan(10);
  });

  test("by their length too", () => {
    const { keys } = counted();
    const generations = new Set<object>();
    for (let i = 0; i < 1_000; i++) {
      keys.begin();
      keys.take("k".repeat(10_000) + i);
      generations.add(keys.generation);
    }
    expect(generations.size).toBeGreaterThan(10);
  });
});
