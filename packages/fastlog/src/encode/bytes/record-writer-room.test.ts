import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { hostile, visible, word } from "../../../test/fixtures/unit/hostile.ts";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import { CHUNK_SIZE } from "../../batch/chunk.ts";
import { shortName } from "../object/rename.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Room that is kept for the mark and the newline. */
const MARK_ROOM = 48;

type Form = (recording: Recording, text: string) => void;

/** Ways to bring a text into a record, and what the record would then be. */
const FORMS: readonly (readonly [string, Form, (text: string) => string])[] = [
  ["message", ({ app }, text) => app.info(text), visible],
  ["argument", ({ app }, text) => app.info("got {} now", text), (t) => `got ${visible(t)} now`],
  ["part of a tagged template", ({ app }, t) => app.info`a${t}b${1}`, (t) => `a${visible(t)}b1`],
  ["template", ({ app }, t) => app.info(`${unbraced(t)}{}`, 1), (t) => `${visible(unbraced(t))}1`],
  ["field's value", ({ app }, t) => app.info("m", { a: t, b: 2 }), (t) => `m a=${word(t)} b=2`],
  ["field's name", ({ app }, t) => app.info("m", { [t]: 1 }), (t) => `m ${word(shortName(t))}=1`],
  ["appended text", ({ app }, text) => app.info("m", text), (text) => `m ${visible(text)}`],
];

const unbraced = (text: string) => text.replaceAll(/[{}]/g, "");

/** Checks one record against what it would be if there were no limit. */
function expectCut(record: Buffer, full: string, maxRecord: number, tail: string): void {
  expect(record.length).toBeLessThanOrEqual(maxRecord);
  const line = UTF8.decode(record).slice(0, -1);
  if (line === full + tail) return;
  expect(Buffer.byteLength(full)).toBeGreaterThan(maxRecord - MARK_ROOM - tail.length);
  expect(line.endsWith(tail)).toBe(true);
  // A text that is too long says how much is missing, a field that is too long that it is left out.
  expect(line).toMatch(/…\(\+\d+ characters\)|"…"="\+\d+ more"/);
}

const unit = fc.constantFrom("a", "é", "€", "😀", "\n", "\u202e", "\ud800", '"');
const sized = (most: number) =>
  fc.tuple(unit, fc.integer({ min: 1, max: most })).map(([unit, times]) => unit.repeat(times));

describe.each([
  [1_024, ""],
  [1_024, "|main|end"],
  [CHUNK_SIZE, ""],
  [CHUNK_SIZE, "|main|end"],
  [200_000, "|main|end"],
])("where a record has at most %i bytes and the tail %j,", (maxRecord, tail) => {
  const template = tail === "" ? "{message}" : "{message}|{tag}|end";
  const texts = fc.array(fc.oneof(hostile, sized(300), sized(Math.min(maxRecord * 2, 32_000))), {
    maxLength: 8,
  });

  test.each(FORMS)("a %s is complete, or says that it is not", (_, form, full) => {
    fc.assert(
      fc.property(texts, (texts) => {
        const backend = new Copying();
        const recording = new Recording({ backend, template, maxRecord, tag: "main" });
        for (const text of texts) form(recording, text);
        recording.pipeline.flushSync();
        expect(backend.records).toHaveLength(texts.length);
        expect(Buffer.concat(backend.records).equals(backend.bytes)).toBe(true);
        texts.forEach((text, i) => {
          expectCut(backend.records[i] as Buffer, full(text), maxRecord, tail);
        });
        for (const chunk of backend.chunks) {
          expect(chunk.length).toBeLessThanOrEqual(Math.max(CHUNK_SIZE, maxRecord));
        }
        expect(recording.pipeline.batch.counters).toEqual({
          records: texts.length,
          bytes: backend.bytes.length,
          dropped: 0,
        });
      }),
      { numRuns: Math.ceil(60_000 / maxRecord) + 4 },
    );
  });
});

test("a record that does not fit after the others starts the next chunk", () => {
  const backend = new Copying();
  const recording = new Recording({ backend });
  for (let i = 0; i < 7; i++) recording.app.info(`${i}`.repeat(10_000));
  recording.pipeline.flushSync();
  expect(backend.chunks.map((chunk) => chunk.length)).toEqual([60_006, 10_001]);
});

test("a chunk of tiny records is sealed when it holds 4096", () => {
  const backend = new Copying();
  const recording = new Recording({ backend });
  for (let i = 0; i < 5_000; i++) recording.app.info("x");
  recording.pipeline.flushSync();
  expect(backend.chunks.map((chunk) => chunk.length)).toEqual([8_192, 1_808]);
});

test.each(["json", "logfmt"] as const)(
  "fields that end a record in %s fill it to its last byte, and not beyond",
  (format) => {
    for (let length = 700; length < 1_024; length++) {
      const [short = [], long = []] = [1_024, 2_048].map((maxRecord) => {
        const recording = new Recording({ format, maxRecord, time: new ManualTime() });
        const child = recording.app.child({ bound: "b".repeat(200) });
        child.info("x", { own: "o".repeat(length - 500) });
        child.info("y".repeat(length - 400));
        return recording.lines();
      });
      expect(short).toHaveLength(2);
      short.forEach((line, i) => {
        const whole = long[i] as string;
        expect(line.length).toBeLessThan(1_024);
        if (!line.includes("truncated")) expect(line).toBe(whole);
        // The encoder keeps 48 bytes for what ends a record, the writer as many.
        else expect(whole.length).toBeGreaterThan(1_024 - 96);
      });
    }
  },
);
