import Router from "@koa/router";
import { logger } from "fastlog";
import { addFields, http, koaRoute } from "fastlog/http";
import Koa from "koa";

// One record for each request, and the request's id in every record that is logged inside it.
http({ skip: ["/health"] });

const log = logger("shop::orders");
const app = new Koa();
const router = new Router();

router.get("/health", (ctx) => {
  ctx.body = { healthy: true };
});

router.get("/orders/:id", async (ctx) => {
  const { id } = ctx.params;
  const order = log.child({ order: id }); // all records of the child have the field
  order.info("loading");
  const items = await load(id);
  order.debug("loaded {}", items);
  addFields({ items: items.length }); // a field of the request's record
  ctx.body = { id, items };
});

// Before the router: the error belongs to the request's record, and Koa does not print it.
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    addFields({ err: error });
    ctx.status = 500;
    ctx.body = { error: "internal error" };
  }
});
app.use(koaRoute); // the route that the router finds, for the request's record
app.use(router.routes());

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
const server = app.listen(Number(PORT), HOST, () => log.info("listening", server.address()));

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close());

async function load(id) {
  if (id === "0") throw new RangeError("no order 0");
  return ["pen", "paper"];
}
