import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify from "fastify";
import { logger } from "fastlog";

/** Only ids of this form are accepted from clients. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

const USERS = new Map([
  ["1", { name: "Ada", token: "a-secret" }],
  ["2", { name: "Grace", token: "another-secret" }],
]);

/**
 * Returns a service that logs its requests with fastlog. Fastify makes a child logger for each request, with
 * the request's id as `reqId`, and logs the start, the end, and errors of the handler.
 */
export function createService() {
  const service = Fastify({
    loggerInstance: logger("http"),
    genReqId({ headers }) {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });

  service.get("/", () => ({ service: "users" }));

  service.get("/users/:id", async (request, reply) => {
    const { id } = /** @type {{ id: string }} */ (request.params);
    const log = request.log.child({ user: { id } });
    const user = USERS.get(id);
    if (user === undefined) {
      log.warn("no such user");
      return reply.callNotFound();
    }
    log.info("found {name}", { name: user.name });
    return { id, name: user.name };
  });

  service.get("/broken", async () => {
    const cause = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    throw new TypeError("cannot ask for the user", { cause });
  });

  service.get("/slow", async (request) => {
    const { ms = "500" } = /** @type {{ ms?: string }} */ (request.query);
    request.log.info("waiting", { ms });
    await sleep(Math.min(Number(ms), 5_000));
    request.log.info("waited");
    return { slow: true };
  });

  // Polled every second by a supervisor: only failures are worth a record.
  service.get("/health", { logLevel: "error" }, async (request) => {
    request.log.warn("never logged");
    return { healthy: true };
  });

  // Shows every detail with LOG=info,http=trace.
  service.get("/search", async (request) => {
    request.log.debug({ query: request.query }, "searching");
    const found = [...USERS].map(([id, { name }]) => ({ id, name }));
    request.log.trace("found {}", found.length);
    return found;
  });

  return service;
}
