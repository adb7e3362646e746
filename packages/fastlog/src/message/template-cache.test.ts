import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { nasty } from "../../test/fixtures/unit/nasty.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { JsonEncoder } from "../encode/format/json.ts";
import { TemplateCache } from "./template-cache.ts";

const IDENTITY = { pid: 1, thread: 0, host: "h", tag: "main" };

const piece = fc.constantFrom(
  "{}",
  "{}",
  "{a}",
  "{:?}",
  "{{",
  "}",
  "text ",
  '"',
  "é\u2028",
  "\ud83d",
);
/** What makes an argument. */
const argument: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .oneof(fc.integer(), fc.string({ unit: "binary" }), fc.record({ a: fc.string() }))
    .map((value) => () => value),
  nasty,
);

test.each(["text", "json", "logfmt", "syslog"] as const)(
  "a template in %s is written as it was at first, however often it has come",
  (format) => {
    fc.assert(
      fc.property(fc.array(piece), fc.array(argument, { minLength: 1 }), (pieces, makers) => {
        const recording = new Recording({ format, time: new ManualTime() });
        const template = pieces.join("");
        const args = makers.map((make) => make());
        for (let i = 0; i < 24; i++) recording.app.info(template, ...args);
        const lines = recording.lines();
        expect(lines).toHaveLength(24);
        expect(new Set(lines)).toEqual(new Set([lines[0]]));
      }),
    );
  },
);

test("a template that is used once is not encoded, one that is used often is encoded once", () => {
  const encoder = new JsonEncoder(IDENTITY);
  const prepare = vi.spyOn(encoder, "prepare");
  const templates = new TemplateCache(encoder, 65_536);
  expect(templates.of("user {} from {}").pieces).toBeUndefined();
  expect(prepare).not.toHaveBeenCalled();
  for (let i = 0; i < 100; i++) templates.of("user {} from {}");
  expect(templates.of("user {} from {}").pieces).toHaveLength(3);
  expect(prepare.mock.calls.map(([text]) => text)).toEqual(["user ", " from ", ""]);
});

test("a template past the limit of the cache is encoded once, if it is used often", () => {
  const encoder = new JsonEncoder(IDENTITY);
  const prepare = vi.spyOn(encoder, "prepare");
  const templates = new TemplateCache(encoder, 65_536);
  for (let i = 0; i < 2000; i++) templates.of(`request ${i}`);
  expect(prepare).not.toHaveBeenCalled();
  for (let i = 0; i < 100; i++) templates.of("the last one");
  expect(templates.of("the last one").pieces).toHaveLength(1);
  expect(prepare.mock.calls).toEqual([["the last one"]]);
});

test("a template of an event is encoded at once", () => {
  const templates = new TemplateCache(new JsonEncoder(IDENTITY), 65_536);
  expect(templates.ready("paid").pieces).toHaveLength(1);
  expect(templates.of("paid")).toBe(templates.ready("paid"));
});
