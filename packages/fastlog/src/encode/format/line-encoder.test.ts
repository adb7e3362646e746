import { Buffer } from "node:buffer";
import { hostname } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying, Holding } from "../../../test/fixtures/unit/backends.ts";
import { harmless, hostile, visible, word } from "../../../test/fixtures/unit/hostile.ts";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { ManualTime } from "../../../test/fixtures/unit/time.ts";
import { callerPosition } from "../../call/call-site.ts";
import { shortName } from "../object/rename.ts";

const HERE = import.meta.filename;

test("the default template is written with tabs between its parts", () => {
  const template = "{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{message}";
  const recording = new Recording({ template, time: new ManualTime() });
  recording.app.info("listening on {}", 8080);
  expect(recording.line()).toBe(
    `2026-11-21T03:08:25.902Z\t1285211036313\t${process.pid}\tINFO\tmain\tlistening on 8080`,
  );
});

describe("a token", () => {
  test.each<[template: string, line: string]>([
    ["{date} {message}", "2026-11-21T03:08:25.902Z m"],
    ["{date:us} {message}", "2026-11-21T03:08:25.902000Z m"],
    ["{date:s} {message}", "2026-11-21T03:08:25Z m"],
    ["{hrtime} {message}", "1285211036313 m"],
    ["{pid} {message}", `${process.pid} m`],
    ["{thread} {message}", "0 m"],
    ["{level} {message}", "INFO m"],
    ["{level:5}|{message}", "INFO |m"],
    ["{level:3}|{message}", "INFO|m"],
    ["{level:10}|{message}", "INFO      |m"],
    ["{tag} {message}", "main m"],
    ["{target} {message}", "app m"],
    ["{host} {message}", `${hostname()} m`],
    ["{{{message}}}", "{m}"],
    ["{message}", "m"],
    ["{message} {target} {level} {date:s}", "m app INFO 2026-11-21T03:08:25Z"],
    ["{target}{target}{message}{target}", "appappmapp"],
    [
      "{date:s} {date} {hrtime}{hrtime}{message}",
      "2026-11-21T03:08:25Z 2026-11-21T03:08:25.902Z 12852110363131285211036313m",
    ],
    ["\t{message}\t", "\tm\t"],
    ["é€😀 {message} 😀€é", "é€😀 m 😀€é"],
  ])("of the template %j comes out as in %j", (template, line) => {
    const recording = new Recording({ template, time: new ManualTime() });
    recording.app.info("m");
    recording.app.info("{}", "m");
    expect(recording.lines()).toEqual([line, line]);
  });

  test("for the file or line is where the call stands", () => {
    const recording = new Recording({ template: "{file}:{line} {message}" });
    const here = () => callerPosition(here);
    const { line } = here();
    recording.plain.info("m");
    recording.app.info("{}", "m");
    expect(recording.lines()).toEqual([`${HERE}:${line + 1} m`, `${HERE}:${line + 2} m`]);
  });

  test.each([
    ["fatal", "FATAL|"],
    ["error", "ERROR|"],
    ["warn", "WARN |"],
    ["info", "INFO |"],
    ["debug", "DEBUG|"],
    ["trace", "TRACE|"],
  ] as const)("for the level %s with a width of 5 is %s", (level, line) => {
    const recording = new Recording({ template: "{level:5}|{message}" });
    recording.app[level]("");
    expect(recording.line()).toBe(line);
  });
});

test("fields follow the message and precede the tail", () => {
  const recording = new Recording({ template: "[{message}] {level}" });
  recording.app.info("m", { a: 1, b: "x y" });
  recording.app.info({ a: 1 });
  recording.app.info("");
  expect(recording.lines()).toEqual(['[m a=1 b="x y"] INFO', "[a=1] INFO", "[] INFO"]);
});

test("a tag and a target are written with visible escapes for unsafe characters", () => {
  const recording = new Recording({
    template: "{tag}|{target}|{message}|{tag}",
    tag: "a\u001b\u202e€",
  });
  recording.app.info("m");
  expect(recording.line()).toBe("a\\u001b\\u202e€|app|m|a\\u001b\\u202e€");
});

/** Ways to bring hostile text into a record, and the line that it must make. */
const FORMS: readonly (readonly [
  string,
  (r: Recording, t: string) => void,
  (t: string) => string,
])[] = [
  ["message", ({ app }, t) => app.info(t), visible],
  ["argument", ({ app }, t) => app.info("a {} b", t), (t) => `a ${visible(t)} b`],
  ["value of a tagged template", ({ app }, t) => app.info`a ${t} b`, (t) => `a ${visible(t)} b`],
  ["field's name", ({ app }, t) => app.info("m", { [t]: 1 }), (t) => `m ${word(shortName(t))}=1`],
  ["field's value", ({ app }, t) => app.info("m", { a: t }), (t) => `m a=${word(t)}`],
];
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const CONTROL = new Set([...Array(32).keys(), 127].filter((byte) => byte !== 9 && byte !== 10));

describe.each(FORMS)("hostile text as a %s", (_, log, expected) => {
  test("makes ten thousand lines of ten thousand records, with all that is unsafe escaped", () => {
    const count = { records: 0, lines: 0 };
    const hundred = fc.array(
      hostile.map((text) => text.slice(0, 60_000)),
      { minLength: 100, maxLength: 100 },
    );
    fc.assert(
      fc.property(hundred, (texts) => {
        const backend = new Copying();
        const recording = new Recording({
          backend,
          template: "{level}\t{message}",
          maxRecord: 1 << 20,
        });
        for (const text of texts) log(recording, text);
        recording.pipeline.flushSync();
        expect(backend.bytes.some((byte) => CONTROL.has(byte))).toBe(false);
        const lines = UTF8.decode(backend.bytes).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines).toEqual(texts.map((text) => `INFO\t${expected(text)}`));
        count.records += texts.length;
        count.lines += lines.length;
      }),
      { numRuns: 100 },
    );
    expect(count).toEqual({ records: 10_000, lines: 10_000 });
  });

  test("comes out as exactly its bytes if there is nothing hostile about it", () => {
    fc.assert(
      fc.property(harmless, (text) => {
        const backend = new Copying();
        const recording = new Recording({ backend });
        log(recording, text);
        recording.pipeline.flushSync();
        const line = expected("\0")
          .replace("\\u0000", () => text)
          .replace(`"${text}"`, () => word(text));
        expect(backend.bytes.equals(Buffer.from(`${line}\n`))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a long template", () => {
  const prefix = "p".repeat(2_000);

  test.each([
    ["before the message", `${prefix}{message}`],
    ["behind the message", `{message}${prefix}`],
    ["of a tag that takes many escapes", "{tag}{message}{tag}"],
    ["of a target", "{target}{message}{target}"],
  ])("%s never makes a record longer than maxRecord", (_, template) => {
    const tag = "\u0001".repeat(256);
    const backend = new Copying();
    const recording = new Recording({ backend, template, tag, maxRecord: 1_024 });
    for (const text of ["", "m", "m".repeat(5_000)]) {
      recording.app.info(text);
      recording.app.info("{}", text);
    }
    recording.pipeline.flushSync();
    expect(backend.records).toHaveLength(6);
    for (const record of backend.records) expect(record.length).toBeLessThanOrEqual(1_024);
  });

  test.each([60_000, 70_000, 200_000])(
    "of %i bytes does not keep records from being written",
    (length) => {
      const backend = new Copying();
      const recording = new Recording({ backend, template: `{message}${"t".repeat(length)}` });
      recording.app.info("first");
      recording.app.info("{}", "second");
      recording.pipeline.flushSync();
      expect(backend.records).toHaveLength(2);
      expect(recording.dispatcher.lost.records).toBe(0);
      for (const record of backend.records) expect(record.length).toBeLessThanOrEqual(65_536);
    },
  );

  test("behind the message does not keep records from being dropped when the pool is empty", () => {
    const backend = new Holding();
    const template = `{message}${"t".repeat(100)}`;
    const recording = new Recording({ backend, template, buffer: 0 });
    const { batch } = recording.pipeline;
    for (let i = 0; i < 1_000; i++) recording.app.info("m".repeat(300 + (i % 7)));
    batch.seal();
    const held = backend.held.reduce((sum, chunk) => sum + chunk.records, 0);
    expect(recording.dispatcher.lost.records).toBe(0);
    backend.release();
    recording.app.info("later");
    recording.pipeline.flushSync();
    backend.release();
    expect(backend.text.split("\n").at(-2)).toBe(`later${"t".repeat(100)}`);
    expect(batch.counters).toMatchObject({ records: held + 1, dropped: 1_000 - held });
  });
});
