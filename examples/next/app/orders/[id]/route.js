import { logger } from "fastlog";

const log = logger("orders");

/** A route handler. */
export async function GET(_request, { params }) {
  const { id } = await params;
  log.info("order {} asked for", id);
  return Response.json({ id });
}
