// A child of the measure: a server of node:http whose requests are logged in one way. It answers its parent with the
// processor time that it has taken, and the number of its requests.
//
//   node server.js WAY
import { createServer } from "node:http";
import { configure, logger } from "fastlog";
import { http } from "fastlog/http";

const log = logger("http");
configure({ format: "json", backend: "file:///dev/null" });
let requests = 0;

/** Begins to log in one way, and returns the handler of requests. */
const WAYS = {
  nothing: () => answer,
  /** A record as a program writes it by hand, without a context and an id for other records. */
  "by hand": () => (request, response) => {
    const start = performance.now();
    const reqId = String(requests);
    response.on("close", () => {
      const { method, url: path } = request;
      const ms = Math.round((performance.now() - start) * 1000) / 1000;
      const { statusCode: status } = response;
      log.info({ method, path, status, ms, bytes: 11, reqId }, `${method} ${path} ${status}`);
    });
    answer(request, response);
  },
  "http() without records and ids": () => {
    http({ level: () => "silent", reqId: false });
    return answer;
  },
  "http() without records": () => {
    http({ level: () => "silent" });
    return answer;
  },
  "http()": () => {
    http();
    return answer;
  },
};

const [, , way] = process.argv;
const server = createServer(WAYS[way]());
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ requests, cpu: user + system });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

function answer(_, response) {
  requests++;
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
}
