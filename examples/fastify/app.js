import { randomUUID } from "node:crypto";
import Fastify, { LogController } from "fastify";
import { getContext, logger } from "fastlog";
import { addFields, http } from "fastlog/http";

// Before Fastify(): one record for each request, and the request's id in every record that is logged inside it.
http({ skip: ["/health"] });

const app = Fastify({
  loggerInstance: logger("shop::orders"),
  logController: new LogController({ disableRequestLogging: true }), // http() logs them
  genReqId: () => getContext().reqId ?? randomUUID(), // one id in both; app.inject() has no context
});

app.get("/health", () => ({ healthy: true }));

app.get("/orders/:id", async (request) => {
  const { id } = request.params;
  const log = request.log.child({ order: id }); // all records of the child have the field
  log.info("loading");
  const items = await load(id);
  log.debug("loaded {}", items);
  addFields({ items: items.length }); // a field of the request's record
  return { id, items };
});

// The error belongs to the request's record, and Fastify does not log it.
app.setErrorHandler((error, _request, reply) => {
  addFields({ err: error });
  reply.status(500).send({ error: "internal error" });
});

const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
await app.listen({ host: HOST, port: Number(PORT) });

// The open requests are answered, then the process ends by itself.
process.once("SIGTERM", () => app.close());

async function load(id) {
  if (id === "0") throw new RangeError("no order 0");
  return ["pen", "paper"];
}
