// Logs inside spans of OpenTelemetry's own SDK, in the main thread and in a worker. Each record has the span's ids as
// the field `expected`, too.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, Worker } from "node:worker_threads";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
} from "@opentelemetry/sdk-trace-base";
import { configure, info } from "fastlog";

if (isMainThread) configure({ format: "json", trace: "auto" });

info("before the SDK");

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracerOf = (sampler) => new BasicTracerProvider({ sampler }).getTracer("test");
const sampled = tracerOf(new AlwaysOnSampler());
const unsampled = tracerOf(new AlwaysOffSampler());

info("outside");
await Promise.all(
  Array.from({ length: 50 }, (_, i) =>
    (i % 10 === 0 ? unsampled : sampled).startActiveSpan(`outer ${i}`, async (outer) => {
      log("outer");
      await sleep(i % 7);
      await sampled.startActiveSpan("inner", async (inner) => {
        await sleep(i % 3);
        log("inner");
        inner.end();
      });
      log("outer again");
      outer.end();
    }),
  ),
);

if (isMainThread) await once(new Worker(new URL(import.meta.url)), "exit");

function log(message) {
  const { traceId, spanId, traceFlags } = trace.getActiveSpan().spanContext();
  info(message, { expected: [traceId, spanId, `0${traceFlags}`] });
}
