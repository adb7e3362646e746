/** Next.js calls it once for each runtime, before it serves the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { configure } = await import("fastlog");
  const { http } = await import("fastlog/http");
  configure({ format: "json", fields: { service: "shop" } });
  // A record for each request, whose id all records inside have.
  http();
}

/**
 * Next.js calls it for each error that a route, a page or a server action throws.
 *
 * @type {import("next").Instrumentation.onRequestError}
 */
export async function onRequestError(err, { method, path }, { routePath, routeType }) {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logger } = await import("fastlog");
  logger("next").error(err, "{} {} failed", method, path, { routePath, routeType });
}
