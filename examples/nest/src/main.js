import { once } from "node:events";
import { parseArgs } from "node:util";
import { NestFactory } from "@nestjs/core";
import { configure, logger } from "fastlog";
import { http } from "fastlog/http";
import { FastlogLogger } from "fastlog/nest";
import { AppModule } from "./service.js";

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
  },
});

// A second signal ends the process at once, and all records are still written.
configure({ format: "json", signals: true });

// One record for each request, and its id in all records that are logged for it.
http();

// The logger is there before the first module is made, so nothing has to be buffered.
const app = await NestFactory.create(AppModule, { logger: new FastlogLogger() });
await app.listen(Number(values.port), values.host);

const log = logger("service");
log.info("serving on {}", await app.getUrl());
const signal = await Promise.race(["SIGTERM", "SIGINT"].map(received));
log.info("stopping", { signal });
await app.close();
log.info("stopped");

/** @param {string} signal */
async function received(signal) {
  await once(process, signal);
  return signal;
}
