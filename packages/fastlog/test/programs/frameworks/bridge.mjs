// Serves a request with Express 5, which is loaded before the bridge, and with Express 4, which is loaded after it, and
// logs in all other ways that a bridge knows. Reports on descriptor 3 what is as it was after `unbridge()`.
import { log as imported } from "node:console";
import diagnostics from "node:diagnostics_channel";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { get } from "node:http";
import { debuglog as importedDebuglog } from "node:util";
import { Worker } from "node:worker_threads";
import express from "express";
import { bridge, unbridge } from "fastlog/bridge";
import { http } from "fastlog/http";

const { warn: taken } = console;
const console0 = Object.getOwnPropertyDescriptors(console);
const warning0 = process.rawListeners("warning");

const bridged = bridge({
  console: { captured: true },
  debug: true,
  debuglog: true,
  warnings: true,
  channels: {
    "http.client.request.start": ({ request }) => ["debug", "asked", { path: request.path }],
  },
});
const logging = http({ reqId: { generate: () => "r1" } });

const { default: express4 } = await import("express-4");
for (const make of [express, express4]) {
  const app = make();
  app.use(make.json());
  app.get("/hello", (_request, response) => {
    console.log("handling %s", "hello");
    response.send("hello");
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const [response] = await once(get(`http://127.0.0.1:${server.address().port}/hello`), "response");
  await once(response.resume(), "end");
  server.close();
  await once(server, "close");
}
logging.stop();

imported("imported %d", 1);
taken("taken %d", 2);
importedDebuglog("pool")("took one");
process.emitWarning("old", { type: "DeprecationWarning", code: "DEP9" });
await new Promise((resolve) => setImmediate(resolve));
bridged.original.console.info("original");
// Bridges are those of one thread.
await once(new Worker('console.error("of a worker")', { eval: true }), "exit");

unbridge();
console.log("printed");
imported("printed, too");
process.emitWarning("printed");
const console1 = Object.getOwnPropertyDescriptors(console);
const isSame = Object.keys(console0).every((name) => console0[name].value === console1[name].value);
const listeners = process.rawListeners("warning");
writeSync(
  3,
  `${JSON.stringify({
    isSame,
    names: Object.keys(console1).join() === Object.keys(console0).join(),
    listeners: listeners.length === warning0.length && listeners[0] === warning0[0],
    channel: diagnostics.hasSubscribers("tracing:module.require:end"),
  })}\n`,
);
