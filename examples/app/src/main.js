import { once } from "node:events";
import { realpathSync } from "node:fs";
import { parseArgs } from "node:util";
import { Cache } from "dep1";
import { configure, info } from "fastlog";
import { Library } from "./library.js";
import { createService } from "./server.js";

/** How long requests may go on once the service is to end, in milliseconds. */
const GRACE = 5_000;

// A signal that nobody here waits for any more, as a second Ctrl-C, still finds all records written.
configure({ signals: true });

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "." },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8080" },
  },
});

/** @type {Cache<import("./library.js").Representation>} */
const cache = new Cache({
  capacity: 8 * 1024 * 1024,
  ttl: 2_000,
  measure: (kept) => kept.length ?? 0,
});
const root = realpathSync(values.root);
const server = createService(new Library(root, cache));
server.listen(Number(values.port), values.host);
await once(server, "listening");

const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
info("serving {} on http://{}:{}", root, values.host, port);
process.send?.({ port });

info("stopping: {}", await reasonToStop());
server.close();
setTimeout(() => server.closeAllConnections(), GRACE).unref();
await once(server, "close");
if (process.connected) {
  process.send?.({ cache: cache.counters });
  process.disconnect();
}
// The last record of all. There is nothing to flush: the process ends by itself, and writes it.
info("stopped", cache.counters);

/** A signal, or the end of the process that started this one and talks to it. */
async function reasonToStop() {
  const waiting = new AbortController();
  const reasons = ["SIGTERM", "SIGINT", "disconnect"].map(async (name) => {
    await once(process, name, { signal: waiting.signal });
    return name;
  });
  const reason = await Promise.race(reasons);
  waiting.abort();
  return reason;
}
