// A server that two copies of the package log, in this thread or in a worker. The records go to standard output.
//
//   node http-copies.mjs COPY main|worker
import { once } from "node:events";
import { createServer, get } from "node:http";
import { isMainThread, Worker } from "node:worker_threads";
import { configure, flush, info } from "fastlog";
import { addFields, http } from "fastlog/http";

const [, , copy, where] = process.argv;
configure({ format: "json" });

if (where === "worker" && isMainThread) {
  await once(new Worker(new URL(import.meta.url), { argv: [copy, where] }), "exit");
} else {
  await serve();
}

async function serve() {
  const other = await import(`${copy}/index.js`);
  const otherHttp = await import(`${copy}/http.js`);
  http({ query: true });
  otherHttp.http({ userAgent: true });
  const server = createServer((_, response) => {
    info("of one copy");
    other.info("of the other");
    addFields({ first: 1 });
    otherHttp.addFields({ second: 2 });
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const headers = { "x-request-id": "r1", "user-agent": "test" };
  const sent = get({ port: server.address().port, path: "/a?b", headers, agent: false });
  const [response] = await once(sent, "response");
  await once(response.resume(), "close");
  server.close();
  await once(server, "close");
  await flush();
}
