import { describe, expect, test } from "vitest";
import { FallbackBackend } from "../../src/backend/fallback/fallback-backend.ts";
import { settingsOf } from "../../src/config/settings.ts";
import { planSinks } from "../../src/config/sink-plan.ts";
import { memory, otlp } from "../../src/index.ts";
import type { Sink } from "../../src/sink/sink.ts";
import { statsOf } from "../../src/sink/stats.ts";
import { Recording } from "../fixtures/unit/recording.ts";
import { freePort } from "../sockets/peer.ts";
import { until } from "../until.ts";
import { Collector } from "./collector.ts";

const SOON = { retryMin: 1, retryMax: 5 };

describe.each(["protobuf", "json"] as const)("the fallback of a collector (%s)", (encoding) => {
  const refused = async () => otlp(`otlp://127.0.0.1:${await freePort()}`, { ...SOON, encoding });

  test("gets lines of JSON, with the fields as they were logged", async () => {
    const fallback = memory();
    const backend = new FallbackBackend(await refused(), fallback);
    const { app, pipeline } = new Recording({ backend });
    const err = Object.assign(new TypeError("no\nway"), { code: "E1" });
    app.warn("it {}", "fails", {
      n: 1,
      f: 0.5,
      big: 2n ** 60n,
      t: 'a"b',
      list: [1, "x", null],
      o: { a: { b: true } },
    });
    app.error("failed", err, { level: "x", pid: 1, none: null });
    await pipeline.flush(100_000).catch(() => {});
    await until(() => fallback.lines.length === 2);
    const [first, second] = fallback.lines.map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    expect(first).toEqual({
      ...{ level: 40, time: expect.closeTo(Date.now(), -5), pid: process.pid, tag: "main" },
      ...{ hostname: expect.any(String), target: "app", msg: "it fails" },
      ...{ n: 1, f: 0.5, big: Number(2n ** 60n), t: 'a"b', list: [1, "x", null] },
      o: { a: { b: true } },
    });
    expect(second).toMatchObject({
      ...{ level: 50, msg: "failed", level_: "x", pid_: 1, none: null },
      err: { type: "TypeError", message: "no\nway", stack: err.stack, code: "E1" },
    });
  });

  test("gets what the collector refuses", async () => {
    const collector = await Collector.listen([{ status: 401, body: "who are you?" }]);
    const fallback = memory();
    const primary = otlp(`otlp://127.0.0.1:${collector.port}`, { ...SOON, encoding });
    const { app, pipeline } = new Recording({ backend: new FallbackBackend(primary, fallback) });
    app.info("one");
    await pipeline.flush(100_000).catch(() => {});
    await until(() => fallback.lines.length === 1);
    expect(JSON.parse(fallback.lines[0] as string)).toMatchObject({ msg: "one" });
    expect(statsOf(pipeline.sinks[0] as Sink)).toMatchObject({
      records: 1,
      dropped: 0,
      diverted: 1,
    });
    await until(async () => {
      app.info("more");
      await pipeline.flush(100_000).catch(() => {});
      return collector.messages.length > 0;
    });
    const { records, dropped } = statsOf(pipeline.sinks[0] as Sink);
    expect(collector.messages.length + fallback.lines.length).toBe(records);
    expect(dropped).toBe(0);
  });

  test("may be another collector, which gets records of OTLP", async () => {
    const collector = await Collector.listen();
    const other = otlp(`otlp://127.0.0.1:${collector.port}`, { ...SOON, encoding });
    const { app, pipeline } = new Recording({
      backend: new FallbackBackend(await refused(), other),
    });
    app.info("one", { n: 1 });
    await pipeline.flush(100_000).catch(() => {});
    await until(() => collector.records.length === 1);
    expect(collector.records[0]).toMatchObject({ body: "one", attributes: { n: 1n } });
  });
});

test("a collector cannot be the fallback of a backend whose records are not of OTLP", () => {
  const plan = (backend: string, fallback: string) =>
    planSinks({ backend: memory(), fallback: otlp(fallback) }, settingsOf({}), () => otlp(backend));
  expect(() => plan("otlp://a:1", "otlp://b:1")).toThrow(
    'invalid option fallback="otlp://b:1": it takes records of OpenTelemetry\'s protocol (protobuf) only, which memory: does not have',
  );
});

test("a backend of OTLP refuses a format of its own", () => {
  const plan = () => planSinks({ backend: "otlp://a:1", format: "json" }, settingsOf({}), otlp);
  expect(plan).toThrow(
    'invalid option format="json": otlp://a:1 has records of OpenTelemetry\'s protocol only',
  );
});
