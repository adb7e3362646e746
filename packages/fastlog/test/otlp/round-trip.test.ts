import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { Recording } from "../fixtures/unit/recording.ts";
import { OtlpRecording } from "./otlp-recording.ts";
import { expectedFields, Random, randomRecord } from "./random-records.ts";

const SEVERITIES = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

const PER_RUN = 5_000;

/** The official decoder and JavaScript's own comparison agree that all records are as they were logged. */
function checkRun(encoding: "protobuf" | "json", seed: number): void {
  const backend = new OtlpRecording(encoding);
  const recording = new Recording({ backend });
  const random = new Random(seed);
  const logged = Array.from({ length: PER_RUN }, () => randomRecord(random));
  for (const { level, message, fields } of logged) recording.app[level](message, fields);
  recording.pipeline.flushSync();
  const { records } = backend;
  expect(records).toHaveLength(logged.length);
  let last = 0n;
  for (const [i, { level, message, fields }] of logged.entries()) {
    const record = records[i];
    const attributes = { "log.target": "app", ...expectedFields(fields) };
    const expected = {
      time: record?.time,
      observedTime: record?.time,
      severityNumber: SEVERITIES[level],
      severityText: level.toUpperCase(),
      body: message.toWellFormed(),
      attributes: Object.assign(Object.create(null), attributes),
      eventName: "",
      traceId: "",
      spanId: "",
      flags: 0,
    };
    // The comparison of Node is much faster than that of the test runner, which shows the difference.
    if (!isDeepStrictEqual(record, expected)) expect(record).toStrictEqual(expected);
    if (record === undefined || record.time <= last) expect(record?.time).toBeGreaterThan(last);
    last = record?.time ?? 0n;
  }
}

describe.each([
  { count: "100,000", encoding: "protobuf", runs: 20 },
  { count: "25,000", encoding: "json", runs: 5 },
] as const)("$count random records in $encoding", ({ encoding, runs }) => {
  test.each(Array.from({ length: runs }, (_, i) => i + 1))(
    "are read by the official decoder as they were logged (seed %i)",
    (seed) => checkRun(encoding, seed),
  );
});
