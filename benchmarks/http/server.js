// A child of the measure: a server of node:http whose requests are logged in the way that its parent asks for. It answers
// with the processor time that it has taken, and the number of its requests.
import { createServer } from "node:http";
import { configure, logger } from "fastlog";
import { http } from "fastlog/http";

const log = logger("http");
configure({ format: "json", backend: "file:///dev/null" });
let requests = 0;

/** Begins to log in one way, and returns how that ends. */
const WAYS = {
  nothing: () => () => {},
  "by hand": () => {
    handler = (request, response) => {
      const start = performance.now();
      const reqId = String(requests);
      response.on("close", () => {
        const { method, url: path } = request;
        const ms = Math.round((performance.now() - start) * 1000) / 1000;
        const { statusCode: status } = response;
        log.info({ method, path, status, ms, bytes: 11, reqId }, `${method} ${path} ${status}`);
      });
      answer(request, response);
    };
    return () => {
      handler = answer;
    };
  },
  "http() without records": () => {
    const logging = http({ level: () => "silent" });
    return () => logging.stop();
  },
  "http()": () => {
    const logging = http();
    return () => logging.stop();
  },
};

let handler = answer;
let end = WAYS.nothing();

function answer(_, response) {
  requests++;
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
}

const server = createServer((request, response) => handler(request, response));
process.on("message", (way) => {
  end();
  end = WAYS[way]();
  const { user, system } = process.cpuUsage();
  process.send({ requests, cpu: user + system });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () =>
  process.send({ port: server.address().port, ways: Object.keys(WAYS) }),
);
