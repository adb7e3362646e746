import { describe, expect, test } from "vitest";
import { LONG_SAMPLES, SAMPLES, SHORT } from "../../src/conformance/records.ts";
import { Recording } from "../fixtures/unit/recording.ts";
import { OtlpRecording } from "./otlp-recording.ts";

describe.each(["protobuf", "json"] as const)("in %s", (encoding) => {
  test.each([...SAMPLES, ...LONG_SAMPLES].map((sample) => [sample.name, sample] as const))(
    "%s can be read back, and is within maxRecord",
    (_, { log }) => {
      for (const maxRecord of [SHORT, 65_536]) {
        const backend = new OtlpRecording(encoding);
        const { app, pipeline } = new Recording({ backend, maxRecord });
        log(app);
        pipeline.flushSync();
        expect(backend.records.length).toBe(backend.lengths.length);
        expect(backend.records.length).toBeGreaterThan(0);
        expect(Math.max(...backend.lengths)).toBeLessThanOrEqual(maxRecord);
      }
    },
  );
});
