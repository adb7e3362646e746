import { once } from "node:events";
import { createServer } from "node:http";
import { configure, flush, info } from "fastlog";

const { NODE_APP_INSTANCE: instance = "0", PORT = "3000" } = process.env;
configure({ format: "json", tag: `instance-${instance}`, fields: { service: "shop" } });

const server = createServer((request, response) => {
  info("request {}", request.url);
  response.end("hello\n");
});
// All instances of cluster mode share the port.
server.listen(Number(PORT), "127.0.0.1");
await once(server, "listening");
info("listening on {}", PORT);

// PM2 stops and reloads a program with SIGINT.
await once(process, "SIGINT");
info("stopping");
server.close();
server.closeIdleConnections();
await once(server, "close");
info("stopped");
// In cluster mode the last records are on their way to PM2.
await flush();
process.exit();
