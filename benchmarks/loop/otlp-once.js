// How much CPU time a record takes in one way, in a process of its own.
//
//   node --expose-gc otlp-once.js CONTENDER 3>results
//
// To descriptor 3 it writes JSON: the least ns of CPU time a record, for each scenario.
import { writeSync } from "node:fs";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { least } from "../measure/statistics.js";
import { SCENARIOS } from "./otlp-scenarios.js";

/** Records of a batch: as many as the SDK exports at once. */
const BATCH = 512;
/** Batches of a sample, and samples of a scenario. */
const BATCHES = 20;
const SAMPLES = 12;

const contender = process.argv[2];
let bytes = 0;

/** A function that logs a record, and one that waits until all are bytes. */
const open = contender === "sdk" ? openSdk : openFastlog;

const { log, flush } = await open();
const results = {};
for (const [name, record] of Object.entries(SCENARIOS)) {
  const times = [];
  for (let i = 0; i < SAMPLES; i++) {
    globalThis.gc();
    await wait(2);
    times.push(await sample(record));
  }
  results[name] = least(times);
}
if (bytes === 0) throw new Error("no record was encoded");
writeSync(3, JSON.stringify(results));
process.exit();

async function sample(record) {
  const before = process.cpuUsage();
  for (let i = 0; i < BATCHES; i++) {
    for (let j = 0; j < BATCH; j++) log(...record(j));
    await flush();
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1e3) / (BATCHES * BATCH);
}

async function openFastlog() {
  const { configure, logger } = await import("fastlog");
  const backend = {
    name: "bytes:",
    ...(contender === "otlp" && { otlpRecords: { encoding: "protobuf", position: false } }),
    submit(chunk) {
      bytes += chunk.content.length;
      chunk.release();
    },
    async flush() {},
    flushSync() {},
    async close() {},
  };
  configure({ backend, format: "json", flushAfter: 0 });
  const app = logger("app");
  return {
    log: (message, fields) =>
      fields === undefined ? app.info(message) : app.info(message, fields),
    flush: turn,
  };
}

async function openSdk() {
  const { BatchLogRecordProcessor, LoggerProvider } = await import("@opentelemetry/sdk-logs");
  const { ProtobufLogsSerializer } = await import("@opentelemetry/otlp-transformer");
  const exporter = {
    export(records, done) {
      bytes += ProtobufLogsSerializer.serializeRequest(records).length;
      done({ code: 0 });
    },
    async forceFlush() {},
    async shutdown() {},
  };
  const processor = new BatchLogRecordProcessor({ exporter, maxExportBatchSize: BATCH });
  const provider = new LoggerProvider({ processors: [processor] });
  const app = provider.getLogger("app");
  return {
    log: (body, attributes) =>
      app.emit({ severityNumber: 9, severityText: "INFO", body, attributes }),
    flush: () => provider.forceFlush(),
  };
}
