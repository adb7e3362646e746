// A service of Express with one record for each request, and some requests to it.
import { once } from "node:events";
import { createServer } from "node:http";
import { configure } from "fastlog";
import { http } from "fastlog/http";
import { createService } from "./service.js";

configure({ format: { template: "{level:5} {target}: {message}" } });
http({ skip: "/health" });

const server = createServer(createService()).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

const paths = ["/health", "/orders/17", "/orders/1234", "/orders/0", "/orders/17/events"];
for (const [i, path] of paths.entries()) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { "x-request-id": `r${i}` },
  });
  await response.text();
}
server.close();
server.closeAllConnections();
