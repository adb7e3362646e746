// A child of the measure: an HTTP server that makes a child and logs two records for each request. Its parent asks
// for the processor time that it has taken, and ends it.
//
//   node server.js LOGGER FRAMEWORK
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./generate.js";
import { loggerOf } from "./loggers.js";

const FRAMEWORKS = { http, express, fastify };

const [, , logger, framework] = process.argv;
const { open, ...idiom } = await loggerOf(logger);
const folder = mkdtempSync(join(tmpdir(), "fastlog-service-"));
const { child, first, last } = await import(program([], idiom, folder));
rmSync(folder, { recursive: true });

const { log } = open("/dev/null");
let requests = 0;
const port = await FRAMEWORKS[framework]();
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ requests, cpu: user + system });
});
process.on("disconnect", () => process.exit());
process.send({ port });

/** Logs as a request does, with a child that is made here unless there is one. */
function begin(own) {
  const i = requests++;
  const log_ = own ?? child(log, i);
  first(log_, i);
  return () => last(log_, i);
}

function http() {
  const server = createServer((_, response) => {
    const end = begin();
    response.on("finish", end);
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

async function express() {
  const { default: make } = await import("express");
  const app = make();
  app.use((_, response, next) => {
    response.on("finish", begin());
    next();
  });
  app.get("/", (_, response) => response.json({ ok: true }));
  return new Promise((resolve) => {
    const server = app.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

/** Fastify makes the child itself. */
async function fastify() {
  const { default: make } = await import("fastify");
  const app = make({ loggerInstance: log, disableRequestLogging: true });
  app.addHook("onRequest", async (request) => {
    request.end = begin(request.log);
  });
  app.addHook("onResponse", async (request) => request.end());
  app.get("/", async () => ({ ok: true }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server.address().port;
}
