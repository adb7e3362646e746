import { http } from "@google-cloud/functions-framework";
import { configure, flush, info, warn, withContext } from "fastlog";

const { K_SERVICE: service, GOOGLE_CLOUD_PROJECT: project } = process.env;
configure({ format: { json: { preset: "gcp" } }, fields: { service } });

http("order", (request, response) =>
  withContext(contextOf(request), async () => {
    const { order } = request.query;
    if (order === undefined) {
      warn("no order");
      response.status(400);
    }
    info("order {} received", order);
    // The instance may get no more processor time once the response is sent.
    await flush({ timeout: 1_000 }).catch(() => {});
    response.send({ order });
  }),
);

/**
 * The trace that Google's load balancer has begun for a request, and the id of the execution, under the names that Cloud
 * Logging reads.
 *
 * @param {import("@google-cloud/functions-framework").Request} request
 */
function contextOf(request) {
  const trace = request.get("x-cloud-trace-context")?.split("/")[0];
  return {
    "logging.googleapis.com/trace": trace && `projects/${project}/traces/${trace}`,
    "logging.googleapis.com/labels": { execution_id: request.get("function-execution-id") },
  };
}
