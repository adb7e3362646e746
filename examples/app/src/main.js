import { once } from "node:events";
import { realpathSync } from "node:fs";
import { parseArgs } from "node:util";
import { Cache } from "dep1";
import { configure, info } from "fastlog";
import { Library } from "./library.js";
import { createService } from "./server.js";

/** Time that open requests get at shutdown, in milliseconds. */
const GRACE = 5_000;

// If a signal has no listener any more, such as a second Ctrl-C, all records are still written.
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
// The last record. No flush is needed: it is written when the process exits.
info("stopped", cache.counters);

/** Waits for a signal, or for the parent process to disconnect. */
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
