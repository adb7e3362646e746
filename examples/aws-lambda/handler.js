import { configure, info, logger, warn } from "fastlog";
import { logged } from "./logged.js";

const { AWS_LAMBDA_FUNCTION_NAME: service } = process.env;
configure({
  // The keys that Lambda reads to filter lines by level, if its log format is JSON.
  format: {
    json: {
      time: { key: "timestamp", form: "rfc3339" },
      level: { form: "upper" },
      msg: "message",
      ...{ hrtime: false, pid: false, hostname: false, tag: false },
    },
  },
  fields: { service },
});

const log = logger("orders");

export const handler = logged(async (/** @type {{ order: number, items: string[] }} */ event) => {
  info("order {} received", event.order);
  if (event.items.length === 0) throw new RangeError(`order ${event.order} has no items`);
  for (const item of event.items) log.debug("picked", { item });
  if (event.items.length > 100) warn("large order", { items: event.items.length });
  return { order: event.order, items: event.items.length };
});
