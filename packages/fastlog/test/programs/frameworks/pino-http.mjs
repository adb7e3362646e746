// A server of node:http with pino-http, plain and with all that it takes. The first argument says how.
import { once } from "node:events";
import { writeSync } from "node:fs";
import { createServer } from "node:http";
import { configure, logger } from "fastlog";
import pinoHttp from "pino-http";
import { ask } from "./ask.mjs";

const OPTIONS = {
  plain: {},
  full: {
    useLevel: "debug",
    quietReqLogger: true,
    redact: ["req.headers.authorization"],
    msgPrefix: "[http] ",
    customProps: (_req, res) => ({ route: "all", nested: { status: res.statusCode } }),
    customReceivedMessage: () => "received",
    serializers: { res: ({ statusCode }) => ({ statusCode, own: true }) },
  },
  levels: {
    customProps: { service: "shop" },
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? "error" : "warn"),
  },
};
configure({ format: "json", filter: "debug" });
const http = pinoHttp({ logger: logger("http"), ...OPTIONS[process.argv[2]] });
const server = createServer((req, res) => {
  http(req, res);
  req.log.info("in the handler");
  if (req.url === "/fails") res.statusCode = 500;
  res.end();
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const statuses = await ask(server.address().port, ["/", "/fails"]);
server.close();
await once(server, "close");
writeSync(3, `${JSON.stringify({ statuses, level: http.logger.level })}\n`);
