// The same service for each framework: /users/:id, /streamed, /left, /echoed and /fails, mounted as frameworks mount it.
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { info } from "fastlog";
import { addFields, honoRoute, koaRoute } from "fastlog/http";

/** In milliseconds: the least time of a streamed response. */
export const STREAMED = 120;

/** The answer for a user, a few turns of the event loop later. */
async function user(id) {
  info("asked for", { id });
  await sleep(Number(id) % 7);
  addFields({ user: id });
  info("found", { id });
  return { id };
}

async function* streamed() {
  yield "a".repeat(10);
  await sleep(STREAMED);
  info("streamed");
  yield "b".repeat(10);
}

/** Begins a response that is never ended, and logs that the client has left. */
function left(response) {
  response.on("close", () => {
    info("left");
    addFields({ noticed: true });
  });
  response.writeHead(200);
  response.write("first");
}

async function textOf(request) {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
    info("part");
  });
  await once(request, "end");
  info("read", { length: text.length });
  return text;
}

/** A handler of node:http and of the compatible part of node:http2. */
export async function plain(request, response) {
  const [path] = request.url.split("?");
  if (path.startsWith("/users/")) {
    const answer = JSON.stringify(await user(path.slice("/users/".length)));
    response.setHeader("content-type", "application/json");
    response.end(answer);
  } else if (path === "/streamed") {
    Readable.from(streamed()).pipe(response);
  } else if (path === "/left") {
    left(response);
  } else if (path === "/echoed") {
    response.end(await textOf(request));
  } else {
    response.statusCode = path === "/fails" ? 500 : 404;
    response.end();
  }
}

export const SERVERS = {
  http: () => createServer(plain),
  http2: () => createHttp2Server(plain),
  async express() {
    const { default: express } = await import("express");
    const users = express.Router();
    users.get("/:id", async (request, response) => response.json(await user(request.params.id)));
    users.get("/:id/fails", async () => {
      throw new Error("boom");
    });
    const app = express();
    app.use("/users", users);
    app.get("/streamed", (_, response) => Readable.from(streamed()).pipe(response));
    app.get("/left", (_, response) => left(response));
    app.post("/echoed", async (request, response) => response.send(await textOf(request)));
    app.get("/fails", () => {
      throw new Error("boom");
    });
    app.use((_error, _request, response, _next) => response.status(500).end());
    return createServer(app);
  },
  async koa() {
    const { default: Koa } = await import("koa");
    const { default: Router } = await import("@koa/router");
    const users = new Router({ prefix: "/users" });
    users.get("/:id", async (ctx) => {
      ctx.body = await user(ctx.params.id);
    });
    const router = new Router();
    router.get("/streamed", (ctx) => {
      ctx.body = Readable.from(streamed());
    });
    router.get("/left", (ctx) => {
      ctx.respond = false;
      left(ctx.res);
    });
    router.post("/echoed", async (ctx) => {
      ctx.body = await textOf(ctx.req);
    });
    router.get("/fails", () => {
      throw new Error("boom");
    });
    const app = new Koa();
    app.silent = true;
    app.use(koaRoute).use(users.routes()).use(router.routes());
    return createServer(app.callback());
  },
  async hono() {
    const { Hono } = await import("hono");
    const { routePath } = await import("hono/route");
    const { createAdaptorServer } = await import("@hono/node-server");
    const users = new Hono().get("/:id", async (c) => c.json(await user(c.req.param("id"))));
    const app = new Hono();
    app.use(honoRoute(routePath));
    app.route("/users", users);
    app.get("/streamed", (c) => c.body(ReadableStream.from(encoded(streamed()))));
    app.get("/left", (c) => {
      c.env.outgoing.on("close", () => info("left"));
      c.env.outgoing.on("close", () => addFields({ noticed: true }));
      return c.body(new ReadableStream({ start: (out) => out.enqueue(Buffer.from("first")) }));
    });
    app.post("/echoed", async (c) => {
      const text = await c.req.text();
      info("part");
      info("read", { length: text.length });
      return c.text(text);
    });
    app.get("/fails", () => {
      throw new Error("boom");
    });
    app.onError((_error, c) => c.text("no", 500));
    return createAdaptorServer({ fetch: app.fetch });
  },
  async fastify() {
    const { default: Fastify } = await import("fastify");
    const app = Fastify();
    app.register(
      async (users) => {
        users.get("/:id", async (request) => user(request.params.id));
      },
      { prefix: "/users" },
    );
    app.get("/streamed", (_, reply) => reply.send(Readable.from(streamed())));
    app.get("/left", (_, reply) => {
      reply.hijack();
      left(reply.raw);
    });
    app.post("/echoed", async (request) => {
      info("part");
      info("read", { length: request.body.length });
      return request.body;
    });
    app.get("/fails", async () => {
      throw new Error("boom");
    });
    await app.ready();
    return app.server;
  },
};

async function* encoded(texts) {
  for await (const text of texts) yield Buffer.from(text);
}
