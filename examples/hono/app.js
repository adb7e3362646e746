import { serve } from "@hono/node-server";
import { logger } from "fastlog";
import { addFields, honoRoute, http } from "fastlog/http";
import { Hono } from "hono";
import { routePath } from "hono/route";

// One record for each request, and the request's id in every record that is logged inside it.
http({ skip: ["/health"] });

const log = logger("shop::orders");
const app = new Hono();
app.use(honoRoute(routePath)); // the route that Hono finds, for the request's record

app.get("/health", (c) => c.json({ healthy: true }));

app.get("/orders/:id", async (c) => {
  const id = c.req.param("id");
  const order = log.child({ order: id }); // all records of the child have the field
  order.info("loading");
  const items = await load(id);
  order.debug("loaded {}", items);
  addFields({ items: items.length }); // a field of the request's record
  return c.json({ id, items });
});

// The error belongs to the request's record, and Hono does not print it.
app.onError((error, c) => {
  addFields({ err: error });
  return c.json({ error: "internal error" }, 500);
});

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
const options = { fetch: app.fetch, hostname: HOST, port: Number(PORT) };
const server = serve(options, (address) => log.info("listening", address));

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close());

async function load(id) {
  if (id === "0") throw new RangeError("no order 0");
  return ["pen", "paper"];
}
