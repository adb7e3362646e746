// A server of Express, Koa or Hono with the middleware that pino has for it.
import { once } from "node:events";
import { writeSync } from "node:fs";
import { createServer } from "node:http";
import { configure, logger } from "fastlog";
import { ask } from "./ask.mjs";

const SERVERS = {
  async express() {
    const { default: express } = await import("express");
    const { default: pinoLogger } = await import("express-pino-logger");
    const app = express();
    app.use(pinoLogger({ logger: logger("http"), customProps: () => ({ service: "shop" }) }));
    app.get("/", (req, res) => {
      req.log.info("in the handler");
      res.send("ok");
    });
    app.get("/fails", () => {
      throw new Error("boom");
    });
    app.use((_error, _req, res, _next) => res.status(500).end());
    return createServer(app);
  },
  async koa() {
    const { default: Koa } = await import("koa");
    const { default: pinoLogger } = await import("koa-pino-logger");
    const app = new Koa();
    app.silent = true;
    app.use(pinoLogger({ logger: logger("http"), customProps: () => ({ service: "shop" }) }));
    app.use((context) => {
      context.log.info("in the handler");
      if (context.path === "/fails") throw new Error("boom");
      context.body = "ok";
    });
    return createServer(app.callback());
  },
  async hono() {
    const { Hono } = await import("hono");
    const { pinoLogger } = await import("hono-pino");
    const { createAdaptorServer } = await import("@hono/node-server");
    const app = new Hono();
    app.use(pinoLogger({ pino: logger("http").child({ service: "shop" }) }));
    app.get("/", (context) => {
      context.get("logger").assign({ user: 1 });
      context.get("logger").info("in the handler");
      return context.text("ok");
    });
    app.get("/fails", () => {
      throw new Error("boom");
    });
    app.onError((_error, context) => context.text("no", 500));
    return createAdaptorServer({ fetch: app.fetch });
  },
};

configure({ format: "json" });
const server = await SERVERS[process.argv[2]]();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const statuses = await ask(server.address().port, ["/", "/fails"]);
server.close();
writeSync(3, `${JSON.stringify({ statuses })}\n`);
