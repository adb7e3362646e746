import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { logger } from "fastlog";
import { addFields } from "fastlog/http";

const log = logger("shop::orders");

/** Returns a service of orders. It knows nothing of how its requests are logged, but adds to their records. */
export function createService() {
  const orders = express.Router();

  orders.get("/:id", async (request, response) => {
    const { id } = request.params;
    const order = await load(id);
    if (order === undefined) {
      response.status(404).json({ error: "no such order" });
    } else {
      response.json(order);
    }
  });

  orders.get("/:id/events", async (_, response) => {
    response.type("text/event-stream");
    for (const event of ["packed", "sent"]) {
      response.write(`data: ${event}\n\n`);
      await sleep(20);
    }
    response.end();
  });

  const app = express();
  app.get("/health", (_, response) => void response.json({ healthy: true }));
  app.use("/orders", orders);
  app.use(failed);
  return app;
}

/**
 * @param {unknown} error
 * @param {express.Request} _request
 * @param {express.Response} response
 * @param {express.NextFunction} _next
 */
function failed(error, _request, response, _next) {
  addFields({ err: error });
  response.status(500).json({ error: "internal" });
}

/** @param {string} id */
async function load(id) {
  // Has the id of the request, though nobody passed it on.
  log.info("loading", { order: id });
  await sleep(1);
  if (id === "0") throw new Error("the database is away");
  addFields({ order: id, items: id.length });
  return id.length < 3 ? { id } : undefined;
}
