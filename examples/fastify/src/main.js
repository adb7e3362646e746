import { once } from "node:events";
import { parseArgs } from "node:util";
import { configure, logger } from "fastlog";
import { createService } from "./service.js";

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
  },
});

// A second signal ends the process at once, and all records are still written.
configure({ format: "json", signals: true });

const log = logger("service");
const service = createService();
const address = await service.listen({ host: values.host, port: Number(values.port) });
log.info("serving on {}", address);

const signal = await Promise.race(["SIGTERM", "SIGINT"].map(received));
log.info("stopping", { signal });
// Open requests are answered first.
await service.close();
log.info("stopped");

/** @param {string} signal */
async function received(signal) {
  await once(process, signal);
  return signal;
}
