import { configure, info, logger, warn } from "fastlog";
import { logged } from "./logged.js";

const { AWS_LAMBDA_FUNCTION_NAME: service } = process.env;
configure({ format: "json", fields: { service } });

const log = logger("orders");

export const handler = logged(async (/** @type {{ order: number, items: string[] }} */ event) => {
  info("order {} received", event.order);
  if (event.items.length === 0) throw new RangeError(`order ${event.order} has no items`);
  for (const item of event.items) log.debug("picked", { item });
  if (event.items.length > 100) warn("large order", { items: event.items.length });
  return { order: event.order, items: event.items.length };
});
