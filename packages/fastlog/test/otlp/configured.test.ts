import { afterEach, describe, expect, test } from "vitest";
import { close, configure, createLevels, error, flush, info, stats } from "../../src/index.ts";
import { Collector } from "./collector.ts";

afterEach(() => close());

const TRACE = { traceId: "0AF7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

describe.each(["protobuf", "json"])("a configured collector (%s)", (encoding) => {
  const url = (collector: Collector) => `otlp://127.0.0.1:${collector.port}?encoding=${encoding}`;

  test("gets the ids of the trace", async () => {
    const collector = await Collector.listen();
    configure({ backend: url(collector), trace: () => ({ ...TRACE, traceFlags: 1 }) });
    info("with fields", { n: 1 });
    info("without");
    await flush();
    const ids = { traceId: TRACE.traceId.toLowerCase(), spanId: TRACE.spanId, flags: 1 };
    expect(collector.records).toMatchObject([ids, ids]);
    expect(collector.records[0]?.attributes).toMatchObject({ n: 1n });
  });

  test("gets records of levels that the program has made", async () => {
    const collector = await Collector.listen();
    configure({ backend: url(collector) });
    const { notice } = createLevels({ notice: { number: 35 } });
    notice("hello");
    await flush();
    expect(collector.records).toMatchObject([{ severityNumber: 11, severityText: "NOTICE" }]);
  });

  test("is one of several backends, each with its own format", async () => {
    const collector = await Collector.listen();
    const other = await Collector.listen();
    configure({ backend: [url(collector), { backend: url(other), filter: "error" }] });
    info("one", { n: 1 });
    error("two");
    await flush();
    expect(collector.messages).toEqual(["one", "two"]);
    expect(other.messages).toEqual(["two"]);
    expect(stats().backends).toMatchObject([{ records: 2 }, { records: 1 }]);
  });

  test("gets the resource and the scope of the process", async () => {
    const collector = await Collector.listen();
    configure({ backend: url(collector), tag: "web" });
    info("hello");
    await flush();
    const { resource, scope } = collector.received[0]?.request ?? {};
    expect(resource).toMatchObject({
      "service.name": expect.any(String),
      "service.instance.id": expect.stringMatching(/^[\da-f-]{36}$/),
      "host.name": expect.any(String),
      "process.pid": BigInt(process.pid),
    });
    expect(scope).toMatchObject({ name: "fastlog", attributes: { "thread.name": "web" } });
  });
});
