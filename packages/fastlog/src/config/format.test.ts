import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UNSAFE, visible } from "../../test/fixtures/unit/hostile.ts";
import { parseLogfmt } from "../../test/fixtures/unit/logfmt.ts";
import { Recording, type RecordingOptions } from "../../test/fixtures/unit/recording.ts";
import { everyKind, hostileRecords, WAYS } from "../../test/fixtures/unit/records.ts";
import { parseSyslog } from "../../test/fixtures/unit/syslog.ts";
import { Json, type Plain, plainOf, textOf } from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";

/** How many values go through each format. */
const RUNS = 100_000;
/** Records that are written together: a recording takes longer to make than a record. */
const TOGETHER = 50;
const MINUTES = 60_000;

const unsafe = new RegExp(`[${UNSAFE.join("").replace("\\", "\\\\").replace("]", "\\]")}]`);

/** Writes as many records as there are values, of which each is checked. */
function everyValue(options: RecordingOptions, check: (line: string) => void): void {
  const records = hostileRecords(TOGETHER);
  fc.assert(
    fc.property(records, (records) => {
      const recording = new Recording(options);
      for (const [way, name, value] of records) WAYS[way]?.(recording.app, name, value());
      const lines = recording.lines();
      expect(lines).toHaveLength(TOGETHER);
      for (const line of lines) {
        // One by one, because a matcher would take most of the time.
        if (unsafe.test(line)) expect(line).not.toMatch(unsafe);
        if (line.includes("could not be encoded")) expect(line).toBe("a record");
        check(line);
      }
    }),
    { numRuns: RUNS / TOGETHER },
  );
}

test("whatever is logged is one line of text", { timeout: 10 * MINUTES }, () => {
  everyValue({}, (line) => expect(line.length).toBeLessThan(70_000));
});

test("whatever is logged is one object of JSON, with each key once", {
  timeout: 10 * MINUTES,
}, () => {
  everyValue({ format: "json" }, (line) => {
    if (countKeys(JSON.parse(line)) !== keysOf(line)) expect(line).toBe("without duplicates");
  });
});

test("whatever is logged is read by a parser of logfmt, with each key once", {
  timeout: 10 * MINUTES,
}, () => {
  everyValue({ format: "logfmt" }, (line) => {
    const keys = parseLogfmt(line).map(([key]) => key);
    if (new Set(keys).size !== keys.length) expect(keys).toEqual([...new Set(keys)]);
  });
});

test("whatever is logged is read by a parser of RFC 5424", { timeout: 10 * MINUTES }, () => {
  everyValue({ format: "syslog" }, (line) => expect(parseSyslog(line).priority).toBe(14));
});

test("a field's value comes back from every format as the model has it", {
  timeout: 10 * MINUTES,
}, () => {
  const recordings = [
    new Recording({ format: "json" }),
    new Recording({ format: "logfmt" }),
    new Recording({ format: "syslog" }),
  ] as const;
  fc.assert(
    fc.property(fc.anything(everyKind()), (value) => {
      const lines = recordings.map(({ app }, i) => {
        app.info("m", { value });
        return recordings[i]?.line() ?? "";
      });
      const plain = plainOf(value);
      // What is longer may be cut.
      if (value === undefined || asText(plain).length > 5_000) return;
      const [json = "", logfmt = "", syslog = ""] = lines;
      expect((JSON.parse(json) as { value: unknown }).value).toEqual(inJson(plain));
      const text = asText(plain);
      expect(new Map(parseLogfmt(logfmt)).get("value")).toBe(text);
      expect(new Map(parseSyslog(syslog).params).get("value")).toBe(visible(text));
    }),
    { numRuns: 20_000 },
  );
});

/** A value as JSON has it. */
function inJson(plain: Plain): unknown {
  if (typeof plain === "bigint") return Number(plain);
  if (typeof plain === "number" && !Number.isFinite(plain)) return null;
  if (Object.is(plain, -0)) return 0;
  return typeof plain === "string" ? Buffer.from(plain).toString() : dataOf(utf8(plain));
}

/** A value as text has it. */
function asText(plain: Plain): string {
  return Buffer.from(Object.is(plain, -0) ? "0" : textOf(plain)).toString();
}

function utf8(plain: Plain): Plain {
  return plain instanceof Json ? new Json(Buffer.from(plain.text).toString()) : plain;
}

/** How many members all objects of parsed JSON have. */
function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, member) => sum + countKeys(member), own);
}

/** How many members a JSON text has, each key as often as it is there. */
function keysOf(json: string): number {
  let count = 0;
  for (const [, behind] of json.matchAll(/"(?:[^"\\]|\\.)*"(:)?/g)) if (behind === ":") count++;
  return count;
}
