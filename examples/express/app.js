import express from "express";
import { logger } from "fastlog";
import { addFields, http } from "fastlog/http";

// One record for each request, and the request's id in every record that is logged inside it.
http({ skip: ["/health"] });

const log = logger("shop::orders");
const app = express();

app.get("/health", (_request, response) => {
  response.json({ healthy: true });
});

app.get("/orders/:id", async (request, response) => {
  const { id } = request.params;
  const order = log.child({ order: id }); // all records of the child have the field
  order.info("loading");
  const items = await load(id);
  order.debug("loaded {}", items);
  addFields({ items: items.length }); // a field of the request's record
  response.json({ id, items });
});

// Four parameters make it a handler of errors: the error belongs to the request's record.
app.use((error, _request, response, _next) => {
  addFields({ err: error });
  response.status(500).json({ error: "internal error" });
});

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
const server = app.listen(Number(PORT), HOST, () => log.info("listening", server.address()));

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => server.close());

async function load(id) {
  if (id === "0") throw new RangeError("no order 0");
  return ["pen", "paper"];
}
