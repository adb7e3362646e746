import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile } from "../../test/fixtures/unit/hostile.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Encoder } from "../encode/format/custom.ts";
import type { Format } from "../encode/format/format.ts";

/** A record as a reader of its format has it. */
interface Read {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly missing: number;
}

const custom: Encoder = {
  encode: ({ message, fields, missing }) => JSON.stringify({ message, fields, missing }),
};

function readJson(line: string): Read {
  const { msg, truncated = 0, ...fields } = JSON.parse(line);
  return { message: msg, fields, missing: truncated };
}

function readLogfmt(line: string): Read {
  const pairs = Array.from(
    line.matchAll(/([^ =]+)=("(?:[^"\\]|\\.)*"|[^ ]*)/g),
    ([, name, value]) => {
      return [name, value?.startsWith('"') ? JSON.parse(value) : value] as const;
    },
  );
  // All of the line is pairs.
  expect(line.replace(/([^ =]+)=("(?:[^"\\]|\\.)*"|[^ ]*)/g, "").trim()).toBe("");
  const { msg, truncated = 0, err, ...fields } = Object.fromEntries(pairs);
  const parsed = err === undefined ? {} : { err: JSON.parse(err) };
  return { message: msg, fields: { ...fields, ...parsed }, missing: Number(truncated) };
}

function readSyslog(line: string): Read {
  const [, element = "", message = ""] =
    /^<\d+>1 \S+ \S+ \S+ \S+ \S+ (-|\[(?:[^\]\\]|\\.)*\]) (.*)$/s.exec(line) ?? [];
  expect(element).not.toBe("");
  const params = Array.from(
    element.matchAll(/ ([^ ="\]]+)="((?:[^"\\\]]|\\.)*)"/g),
    ([, name, value = ""]) => [name as string, value.replace(/\\(["\\\]])/g, "$1")] as const,
  );
  expect(new Set(params.map(([name]) => name)).size).toBe(params.length);
  const { truncated = 0, err, ...fields } = Object.fromEntries(params);
  const parsed = err === undefined ? {} : { err: JSON.parse(err) };
  return { message, fields: { ...fields, ...parsed }, missing: Number(truncated) };
}

function readText(line: string): Read {
  const missing = /…\(\+(\d+) characters\)$/.exec(line)?.[1];
  const err = / err=(\{.*?\}) reqId=/.exec(line)?.[1];
  const reqId = / reqId=(\S+) svc=/.exec(line)?.[1];
  const svc = / svc=(\w+)/.exec(line)?.[1];
  const parsed = err === undefined ? {} : { err: JSON.parse(err) };
  return { message: line, fields: { reqId, svc, ...parsed }, missing: Number(missing ?? 0) };
}

const FORMATS: readonly (readonly [name: string, format: Format, read: (line: string) => Read])[] =
  [
    ["json", "json", readJson],
    ["logfmt", "logfmt", readLogfmt],
    ["syslog", "syslog", readSyslog],
    ["text", "text", readText],
    ["a template", { template: "{level} {message}" }, readText],
    ["an encoder of one's own", custom, (line) => JSON.parse(line)],
  ];

function errOf({ err }: Read["fields"]): unknown {
  return err;
}

const SIZES = [1_024, 16_384, 65_536];

describe.each(FORMATS)("a record in %s that is too long", (_, format, read) => {
  /** What was written, with what identifies a record bound to it. */
  function written(maxRecord: number, log: (recording: Recording["app"]) => void): Read[] {
    const recording = new Recording({ format, maxRecord, fields: { svc: "api" } });
    log(recording.app.child({ reqId: "r-17" }));
    recording.pipeline.flushSync();
    return recording.lines().map((line) => {
      expect(Buffer.byteLength(line)).toBeLessThan(maxRecord);
      return read(line);
    });
  }

  test.each(SIZES)(
    "of %i bytes has its bound fields, and its error's type, code and stack",
    (maxRecord) => {
      const long = "x".repeat(70_000);
      const error = Object.assign(new RangeError(long), { code: "E1" });
      const records = written(maxRecord, (log) => {
        log.info(long);
        log.error(error, "c");
        log.error(error);
        log.error("{} failed", "it", error);
        log.info({ body: "\u0000".repeat(100_000) }, "b");
      });
      expect(records).toHaveLength(5);
      for (const { fields } of records) expect(fields).toMatchObject({ reqId: "r-17", svc: "api" });
      for (const { fields } of records.slice(1, 4)) {
        expect(errOf(fields)).toMatchObject({
          type: "RangeError",
          code: "E1",
          message: expect.stringMatching(/^x+…\(\+\d+ characters\)x+$/),
          stack: expect.stringMatching(/^RangeError: x+…/),
        });
      }
    },
  );

  test("lacks exactly as many characters as it says are missing", () => {
    const sized = fc
      .tuple(hostile, fc.integer({ min: 1, max: 40 }))
      .map(([text, times]) => text.repeat(times));
    const property = fc.property(
      fc.constantFrom(...SIZES),
      fc.array(sized, { maxLength: 4 }),
      (maxRecord, texts) => {
        const [record] = written(maxRecord, (log) => {
          log.info("m", Object.fromEntries(texts.map((text, i) => [`f${i}`, text])));
        });
        // What the marks say is what the record says.
        expect(record?.fields).toMatchObject({ reqId: "r-17", svc: "api" });
        if (format === custom || format === "json") {
          let missing = 0;
          texts.forEach((text, i) => {
            const is = String(record?.fields[`f${i}`]).toWellFormed();
            if (is === text.toWellFormed()) return;
            const mark = Array.from(
              is.matchAll(/…\(\+(\d+) characters\)/g),
              ([mark, count]) => [mark, count] as const,
            );
            const exact = mark.find(
              ([mark, count]) => is.length - mark.length + Number(count) === text.length,
            );
            expect(exact).toBeDefined();
            missing += Number(exact?.[1]);
          });
          expect(record?.missing).toBe(missing);
        }
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test("has every short value, whatever comes before it", () => {
    const [record] = written(16_384, (log) => {
      log.info("b", {
        o: { a: "x".repeat(200_000) },
        q: "y".repeat(50_000),
        status: 502,
        ok: true,
      });
    });
    const isText = format === "text" || typeof format === "object";
    const shown = isText ? record?.message : JSON.stringify(record?.fields);
    if (format !== custom) expect(shown).toMatch(/502/);
    expect(record?.missing).toBeGreaterThan(230_000);
    expect(record?.missing).toBeLessThan(250_000);
  });

  test.each([
    ["in a field", (log: Recording["app"], o: object) => log.info("m", { o })],
    ["in a field that is bound", (log: Recording["app"], o: object) => log.child({ o }).info("m")],
    ["in the message", (log: Recording["app"], o: object) => log.info("{}", o)],
  ])("counts what is missing inside of an object %s", (_, log) => {
    const o = { a: [{ text: "x".repeat(200_000) }], b: 1 };
    const [record] = written(65_536, (app) => log(app, o));
    const left = /(x{100,})…\(\+(\d+) characters\)(x{100,})/.exec(JSON.stringify(record));
    const [, head = "", missing, tail = ""] = left ?? [];
    expect(Number(missing)).toBe(200_000 - head.length - tail.length);
    expect(record?.missing).toBe(Number(missing));
  });

  test("leaves out fields from the end if there are too many, and says how many", () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ a: i, b: "q" }));
    const [record] = written(1_024, (log) => log.info("rows", ...rows, new Error("it")));
    expect(record?.fields).toMatchObject({ reqId: "r-17", svc: "api", err: { message: "it" } });
  });

  test("calls the program's own code once", () => {
    let asked = 0;
    const value = {
      toJSON: () => {
        asked++;
        return { asked };
      },
    };
    written(1_024, (log) => log.info("m", { value, body: "x".repeat(5_000) }));
    expect(asked).toBe(1);
  });
});

test("a line that exceeds its room is replaced by one that says so", () => {
  const encode = () => "x".repeat(5_000);
  const recording = new Recording({ format: { encode }, maxRecord: 1_024 });
  recording.app.info("m");
  expect(recording.lines()).toEqual([
    expect.stringContaining(
      "a record could not be encoded: [Throws: it does not fit into 1024 bytes]",
    ),
  ]);
});

test("a record of many fields says how many are left out", () => {
  const recording = new Recording({ format: "json", maxRecord: 1_024 });
  const rows = Array.from({ length: 100 }, (_, i) => ({ a: i, b: "q" }));
  recording.app.info("rows", ...rows);
  const fields = JSON.parse(recording.line());
  const { "…": more } = fields;
  const names = Object.keys(fields).filter((name) => /^[ab]_*\d*$/.test(name));
  expect(more).toBe(`+${200 - names.length} more`);
});

describe.each(FORMATS)("what a record in %s looks at", (_, format) => {
  test("of nested objects is about what fits into the record", () => {
    let asked = 0;
    const value = (i: number) => ({
      toJSON: () => {
        asked++;
        return { i, text: "x".repeat(50) };
      },
    });
    const rows = Array.from({ length: 128 }, () => Array.from({ length: 128 }, (_, i) => value(i)));
    const recording = new Recording({ format, maxRecord: 16_384 });
    recording.app.info("m", { rows });
    recording.pipeline.flushSync();
    // Each takes 60 bytes; some are looked at in vain.
    expect(asked).toBeLessThan(3 * (16_384 / 60));
    expect(recording.lines()).toHaveLength(1);
  });

  test("of names leaves room for the fields after them", () => {
    const recording = new Recording({ format });
    const fields = {
      ["n".repeat(200_000)]: 1,
      status: 502,
      o: { ["m".repeat(200_000)]: 1, code: "E1" },
    };
    recording.app.info("m", fields);
    const line = recording.line();
    if (format === "text" || format === "json" || format === "logfmt") {
      expect(line).toMatch(/status"?[=:]502/);
    }
    if (typeof format === "string") expect(line).toContain("502");
    if (format === "json") expect(JSON.parse(line)).toMatchObject({ o: { code: "E1" } });
    expect(line.length).toBeLessThan(2_000);
  });
});

test("a message is shortened once for each format's encoder", () => {
  let asked = 0;
  const encode: Encoder["encode"] = ({ message }) => {
    asked++;
    return JSON.stringify({ message });
  };
  const recording = new Recording({ format: { encode } });
  recording.app.info("\ud800".repeat(1_000_000));
  expect(JSON.parse(recording.line()).message).toMatch(/^\ud800+…\(\+\d+ characters\)\ud800+$/);
  expect(asked).toBeLessThanOrEqual(3);
});
