import { expect, test } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { Runtime } from "../lifecycle/runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

/** A sample by its name and labels. */
function samples(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, name = "", value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}

test("the counters can be scraped by Prometheus: every line is a comment or a sample", () => {
  const runtime = new Runtime({});
  const backend = Object.assign(new Holding(), {
    name: 'tcp://"h\\\n":1',
    counters: () => ({
      errors: { ECONNREFUSED: 3 },
      reconnects: 2,
      uncertain: 1,
      oversized: 4,
      diverted: 5,
      state: "waiting" as const,
    }),
  });
  runtime.configure({ backend, format: { template: "{message}" } });
  runtime.logger("app").info("one");
  runtime.flushSync();
  backend.held[0]?.discard("closed");
  runtime.logger("app").error("two");
  const text = runtime.stats().toPrometheus();
  const of = String.raw`backend="tcp://\"h\\\n\":1"`;
  const found = samples(text);
  expect(Object.fromEntries(found)).toMatchObject({
    [`fastlog_records_total{${of}}`]: 0,
    [`fastlog_dropped_total{${of},level="info"}`]: 1,
    [`fastlog_dropped_total{${of},level="error"}`]: 0,
    [`fastlog_losses_total{${of},reason="closed"}`]: 1,
    [`fastlog_errors_total{${of},code="ECONNREFUSED"}`]: 3,
    [`fastlog_reconnects_total{${of}}`]: 2,
    [`fastlog_uncertain_total{${of}}`]: 1,
    [`fastlog_oversized_total{${of}}`]: 4,
    [`fastlog_diverted_total{${of}}`]: 5,
    [`fastlog_buffered_bytes{${of}}`]: 4,
    [`fastlog_state{${of},state="waiting"}`]: 1,
    fastlog_retired_records_total: 0,
    fastlog_retired_dropped_total: 0,
    fastlog_unrouted_total: 0,
  });
  const metrics = text.split("\n").filter((line) => line.startsWith("# TYPE "));
  expect(metrics).toHaveLength(17);
  for (const line of metrics) expect(line).toMatch(/^# TYPE fastlog_\w+ (counter|gauge)$/);
});

test("two backends of one name have series of their own", () => {
  const runtime = new Runtime({});
  runtime.configure({ backend: [new Holding(), new Holding()] });
  runtime.logger("app").info("one");
  const found = [...samples(runtime.stats().toPrometheus()).keys()];
  expect(new Set(found).size).toBe(found.length);
  expect(found).toContain('fastlog_records_total{backend="holding:"}');
  expect(found).toContain('fastlog_records_total{backend="holding: (2)"}');
});
