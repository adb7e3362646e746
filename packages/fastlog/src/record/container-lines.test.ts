import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Format } from "../encode/format/format.ts";
import { JSON_PRESETS } from "../encode/format/json-preset-names.ts";

/** What containerd, CRI-O's collectors and Docker keep in one piece, in bytes. */
const PIECE = 16_384;

/**
 * The entries that containerd makes of a line (`max_container_log_line_size`): pieces of 16 KiB, of which all but the
 * last are tagged `P`.
 */
function containerdEntries(line: string): string[] {
  const bytes = Buffer.from(line);
  const entries: string[] = [];
  let at = 0;
  for (; bytes.length - at > PIECE; at += PIECE) {
    entries.push(`stdout P ${bytes.toString("utf8", at, at + PIECE)}`);
  }
  entries.push(`stdout F ${bytes.toString("utf8", at)}`);
  return entries;
}

/** The entries of Docker's drivers, which look for the newline in a buffer of 16 KiB. */
function dockerEntries(line: string): string[] {
  const bytes = Buffer.from(`${line}\n`);
  const entries: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    entries.push(bytes.toString("utf8", at, at + PIECE));
  }
  return entries;
}

const TRACE = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: 1,
};
const IDS = ["r-4711", "u-0815", "shop-7d4b"];
/** Datadog has the low 64 bits of the ids in decimal. */
const TRACE_IDS: Readonly<Record<string, readonly string[]>> = {
  "json:datadog": [BigInt(`0x${TRACE.traceId.slice(16)}`), BigInt(`0x${TRACE.spanId}`)].map(String),
};

const TEXT = { template: "{date} {level} {target}: {message}" };
const FORMATS: readonly (readonly [string, Format, boolean])[] = [
  ...JSON_PRESETS.map((preset) => [`json:${preset}`, { json: { preset } }, true] as const),
  ["logfmt", "logfmt", false],
  ["syslog", "syslog", false],
  ["text", TEXT, false],
];

describe.each(FORMATS)("with maxRecord 16,384, a record in format %s", (name, format, isJson) => {
  const recording = new Recording({
    format,
    maxRecord: PIECE,
    trace: () => TRACE,
    fields: { pod: "shop-7d4b" },
  });
  const log = recording.app.child({ reqId: "r-4711" });
  const traceIds = TRACE_IDS[name] ?? [TRACE.traceId, TRACE.spanId];
  const ids = [...IDS, ...traceIds, "TypeError", "E1"];

  test("is one entry of a container's log, whatever its size, and keeps its ids", () => {
    const lengths = fc.array(fc.nat(40_000), { minLength: 4, maxLength: 4 });
    const unit = fc.constantFrom("x", "é", "😀", '"', "\\", "\n", "\u0000");
    fc.assert(
      fc.property(lengths, unit, (sizes, unit) => {
        const [message, field, nested, stack] = sizes.map((size) => unit.repeat(size));
        const err = Object.assign(new TypeError("no answer"), { code: "E1", detail: stack });
        log.error(`failed ${message}`, { user: "u-0815", field, deep: { nested }, err });
        const line = recording.line();
        expect(containerdEntries(line)).toHaveLength(1);
        expect(dockerEntries(line)).toHaveLength(1);
        if (isJson) JSON.parse(line);
        for (const id of ids) expect(line).toContain(id);
      }),
      { numRuns: 40 },
    );
  });
});

test.each(["no answer", "x".repeat(300)])(
  "an error with the message %j keeps its code, whatever room a value before it leaves",
  (message) => {
    const recording = new Recording({ format: "json", maxRecord: PIECE });
    for (let size = 14_000; size < 16_400; size += 3) {
      const err = Object.assign(new TypeError(message), { code: "E1", detail: "" });
      recording.app.error("failed", { deep: { nested: "é".repeat(size) }, err });
      expect(recording.line(), String(size)).toContain("E1");
    }
  },
);

test("with the default of 65,536 bytes, a long record is cut by the container's runtime", () => {
  const recording = new Recording({ format: "json" });
  recording.app.info("x".repeat(40_000));
  const line = recording.line();
  expect(containerdEntries(line)).toHaveLength(3);
  expect(dockerEntries(line)).toHaveLength(3);
});
