import { logger, withContext } from "fastlog";

const log = logger("orders");

/** A route handler. All records inside have the id of the request. */
export async function GET(request, { params }) {
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  return withContext({ requestId }, async () => {
    const { id } = await params;
    log.info("order {} asked for", id);
    return Response.json({ id }, { headers: { "x-request-id": requestId } });
  });
}
