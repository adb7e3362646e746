import fc from "fast-check";
import { expect, test } from "vitest";
import { collectGarbage } from "../../test/fixtures/unit/garbage.ts";
import { StringCache } from "./string-cache.ts";

function counting(): { kept: StringCache<{ text: string }>; made: string[] } {
  const made: string[] = [];
  const kept = new StringCache((text) => {
    made.push(text);
    return { text };
  });
  return { kept, made };
}

test("the value of a recurring string is made once and then found", () => {
  const { kept, made } = counting();
  const found = Array.from({ length: 100 }, () => kept.get("listening"));
  expect(made).toEqual(["listening"]);
  expect(found.at(-1)).toEqual({ text: "listening" });
  expect(new Set(found.slice(-50)).size).toBe(1);
});

test("no value is made for strings that come once", () => {
  const { kept, made } = counting();
  for (let i = 0; i < 10_000; i++) expect(kept.get(`request ${i}`)).toBeUndefined();
  expect(made).toEqual([]);
});

test("strings that come once do not displace a recurring one among them", () => {
  const { kept, made } = counting();
  for (let i = 0; i < 100; i++) kept.get("12345");
  for (let i = 10_000; i < 20_000; i++) {
    kept.get(String(i));
    expect(kept.get("12345")).toEqual({ text: "12345" });
  }
  expect(made.filter((text) => text === "12345")).toHaveLength(1);
});

test("the values of thousands of recurring strings are each made once and found", () => {
  const { kept, made } = counting();
  const texts = Array.from({ length: 2_000 }, (_, i) => `order ${i} of the shard was written`);
  // In no order that repeats.
  for (let i = 0; i < 40_000; i++) kept.get(texts[(i * i + i * 7) % 1_999] as string);
  const usual = new Set(Array.from({ length: 1_999 }, (_, i) => texts[(i * i + i * 7) % 1_999]));
  expect([...usual].filter((text) => kept.get(text as string)?.text === text)).toHaveLength(
    usual.size,
  );
  expect(usual.size).toBeGreaterThan(900);
  expect(new Set(made).size).toBe(made.length);
});

test("two strings that differ in no sampled character alternate", () => {
  const { kept } = counting();
  // Their characters have the same low bits.
  const [one, other] = ["aaaa", "qqqq"] as const;
  for (let i = 0; i < 100; i++) kept.get(one);
  for (let i = 0; i < 100; i++) kept.get(other);
  expect(kept.get(other)).toEqual({ text: other });
  expect(kept.get(one)).toBeUndefined();
});

test("no value is made for strings that come only twice in many", () => {
  const { kept, made } = counting();
  for (let i = 0; i < 200_000; i++) kept.get(`request ${i % 100_000} was served`);
  expect(made.length).toBeLessThan(100);
});

test("a string is cached after very many others came twice in a row", () => {
  const { kept } = counting();
  for (let i = 0; i < 20_000; i++) for (let times = 0; times < 3; times++) kept.get(`job ${i}`);
  for (let i = 0; i < 100; i++) kept.get("listening");
  expect(kept.get("listening")).toEqual({ text: "listening" });
});

test("the empty string is a string like any other", () => {
  const { kept } = counting();
  for (let i = 0; i < 100; i++) kept.get("");
  expect(kept.get("")).toEqual({ text: "" });
});

test("the value found was made of an equal string", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\ud800"), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 500, maxLength: 1_000 }), (texts) => {
      const { kept } = counting();
      const found = texts.map((text) => kept.get(text)?.text);
      expect(found).toEqual(texts.map((text, i) => (found[i] === undefined ? undefined : text)));
      expect(found.some((text) => text !== undefined)).toBe(true);
    }),
  );
});

test("a cached part of a long string does not retain the long string", async () => {
  const { kept } = counting();
  const heap = async () => {
    await collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = await heap();
  for (let i = 0; i < 64; i++) {
    const body = Buffer.alloc(2 ** 20, 65 + (i % 26)).toString("latin1");
    for (let times = 0; times < 40; times++) kept.get(body.slice(0, 100 + i));
  }
  expect((await heap()) - before).toBeLessThan(16 * 2 ** 20);
  expect(kept.get("A".repeat(100))).toEqual({ text: "A".repeat(100) });
});

test("the cache stays below its limit for any recurring strings", () => {
  let made = 0;
  const kept = new StringCache((text) => ({ text, made: ++made }), 1_024, 4_096);
  const texts = Array.from({ length: 1_000 }, (_, i) => `target-${i}`);
  for (const text of texts) for (let times = 0; times < 3; times++) kept.get(text);
  expect(made).toBeGreaterThan(500);
  const found = texts.filter((text) => {
    const before = made;
    return kept.get(text) !== undefined && made === before;
  });
  expect(found.length).toBeLessThan(4_096 / 48);
});

test("known() finds cached strings, and does not count as an occurrence", () => {
  const { kept, made } = counting();
  const texts = Array.from({ length: 100 }, (_, i) => `order ${i} of the shard`);
  for (let i = 0; i < 10; i++) expect(kept.known("order 1 of the shard")).toBeUndefined();
  expect(made).toEqual([]);
  for (let i = 0; i < 10; i++) for (const text of texts) kept.get(text);
  expect(texts.map((text) => kept.known(text))).toEqual(texts.map((text) => ({ text })));
  expect(kept.known("order 1 of the store")).toBeUndefined();
  expect(kept.known("order")).toBeUndefined();
});
