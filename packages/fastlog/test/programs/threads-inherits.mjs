// Configures the main thread in one of many ways, and has a worker log, and one that this one makes.
import { once } from "node:events";
import { isMainThread, threadId, Worker, workerData } from "node:worker_threads";
import { configure, debug, file, info, memory, setFilter, tcp } from "fastlog";

const FORMAT = { template: "{tag} {level} {message}" };
const ways = {
  nothing() {},
  format: () => configure({ format: FORMAT }),
  fields: () => configure({ format: FORMAT, fields: { app: "shop", at: new Date(0) } }),
  filter: () => configure({ format: FORMAT, filter: "debug" }),
  setFilter() {
    configure({ format: FORMAT });
    setFilter("debug");
  },
  tag: () => configure({ format: FORMAT, tag: "boss" }),
  redact: () => configure({ format: FORMAT, redact: ["password"] }),
  patterns: () => configure({ format: FORMAT, redact: { patterns: ["card", /from \d/] } }),
  censor: () => configure({ format: FORMAT, redact: { paths: ["password"], censor: () => "!" } }),
  file: () => configure({ format: FORMAT, backend: file(process.argv[3]) }),
  url: () => configure({ format: FORMAT, backend: process.argv[3] }),
  several: () =>
    configure({
      format: FORMAT,
      backend: [
        { backend: file(process.argv[3]), format: { template: "filed {tag} {message}" } },
        { backend: "stdout", filter: "error" },
      ],
    }),
  gone() {
    configure({ format: FORMAT, backend: file(`${process.argv[3]}/in/app.log`) });
    ways.obstruct();
  },
  tcp: () =>
    configure({ format: FORMAT, backend: tcp({ host: "127.0.0.1", port: +process.argv[3] }) }),
  uncloneable: () =>
    configure({
      format: FORMAT,
      serializers: { req: () => "a request" },
      fields: { req: { secret: 1 }, socket: { on() {} }, app: "shop" },
      onBackendError() {},
      backend: [memory(), { backend: "stderr", filter: "off" }],
    }),
  encoder: () => configure({ format: { encode: (record) => `own ${record.message}` } }),
};

/** What a worker configures itself. */
const own = {
  configured: () => configure({ format: { template: "own {tag} {message}" }, tag: "own" }),
  serializers: () =>
    configure({ serializers: {}, fields: {}, backend: "stdout", onBackendError() {} }),
};

if (isMainThread) {
  const [way, path, how] = process.argv.slice(2);
  if (way === "gone") {
    const { renameSync, writeFileSync } = await import("node:fs");
    ways.obstruct = () => {
      renameSync(path, `${path}.old`);
      writeFileSync(path, "no folder");
    };
  }
  ways[way]();
  const worker = new Worker(new URL(import.meta.url), {
    ...options(how),
    workerData: { how, depth: 1 },
  });
  await once(worker, "exit");
} else {
  const { how, depth } = workerData;
  own[how]?.();
  info("from {}", threadId, { password: "x" });
  debug("more");
  if (depth < 2 && how !== "alone") {
    const data = { how: "nested", depth: 2 };
    await once(new Worker(new URL(import.meta.url), { workerData: data }), "exit");
  }
}

function options(how) {
  if (how === "named") return { name: "mailer" };
  if (how === "LOG") return { env: { LOG: "warn" } };
  return {};
}
