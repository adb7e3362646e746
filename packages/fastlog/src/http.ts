/**
 * `fastlog/http`: one record for each request of Node's HTTP servers, and the request's id in all records that are logged
 * inside of it.
 *
 * ```ts
 * import { addFields, http } from "fastlog/http";
 *
 * http(); // once, for node:http, Express, Koa, Hono, Fastify and others
 * addFields({ user: 17 }); // anywhere inside a request: a field of its record
 * ```
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import { runtimeOfThread } from "./http/current-exchange.ts";
import { HttpLog } from "./http/http-log.ts";
import { type HttpOptions, httpSettings } from "./http/options.ts";
import "./index.ts";

export { addFields, setRoute } from "./http/current-exchange.ts";
export {
  type FastifyRequest,
  fastifyRoute,
  type HonoContext,
  honoRoute,
  type KoaContext,
  koaRoute,
} from "./http/frameworks.ts";
export type { HttpRequest } from "./http/http-request.ts";
export type { HttpOptions, RequestIdOptions } from "./http/options.ts";

/** Result of {@link http}. */
export interface HttpLogging {
  /** Stops. Requests that are being served still get their records. */
  stop(): void;
  /**
   * Calls a function for a request that Node does not tell fastlog of, inside the request's context, and returns its
   * result: for HTTP/2 on Node 20, and for upgrades and CONNECT, whose record is written when the connection closes.
   *
   * ```ts
   * server.on("upgrade", (request, socket, head) => {
   *   logging.run(request, socket, () => webSockets.handleUpgrade(request, socket, head, opened));
   * });
   * ```
   */
  run<T>(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse | Duplex,
    action: () => T,
  ): T;
}

/** Place of what the last call has started, for all copies of the package. */
const KEY = Symbol.for("fastlog.http/1");

/**
 * Logs one record for each request of all HTTP servers of this thread, from now on, when its response is closed: `GET
 * /users/:id 200`, with method, path, route, status, duration and size. All records that are logged inside a request have
 * its id as `reqId`. A further call replaces the options of the last one, and stops what that one returned.
 *
 * Throws `ERR_FASTLOG_INVALID_OPTION`; nothing has changed then.
 */
export function http(options: HttpOptions = {}): HttpLogging {
  const settings = httpSettings(options);
  const holder = globalThis as { [KEY]?: HttpLog };
  const log = new HttpLog(runtimeOfThread(), settings);
  holder[KEY]?.stop();
  holder[KEY] = log;
  return {
    stop: () => log.stop(),
    run: (request, response, action) => log.run(request, response, action),
  };
}
