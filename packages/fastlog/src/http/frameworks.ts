import { setRoute } from "./current-exchange.ts";

/** A context of Koa, with what `@koa/router` adds to it. */
export interface KoaContext {
  readonly req: object;
  readonly _matchedRoute?: unknown;
}

/**
 * Middleware of Koa that tells the route which `@koa/router` has matched, for the request's record. Use it before the
 * router: `app.use(koaRoute)`.
 */
export async function koaRoute(ctx: KoaContext, next: () => Promise<unknown>): Promise<void> {
  try {
    await next();
  } finally {
    setRoute(ctx._matchedRoute, ctx.req);
  }
}

/** Part of a context of Hono. */
export interface HonoContext {
  readonly env: unknown;
}

/**
 * Makes a middleware of Hono that tells the route, for the request's record, by the function of Hono that knows it:
 *
 * ```ts
 * import { routePath } from "hono/route";
 * app.use(honoRoute(routePath));
 * ```
 */
export function honoRoute<C extends HonoContext>(
  routePath: (c: C, index?: number) => string,
): (c: C, next: () => Promise<void>) => Promise<void> {
  return async (c, next) => {
    try {
      await next();
    } finally {
      // The last of the handlers that match. If that is a middleware, no route has.
      const route = routePath(c, -1);
      if (route !== "*" && route !== "/*") setRoute(route);
    }
  };
}

/** A request of Fastify. */
export interface FastifyRequest {
  readonly raw: object;
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** An instance of Fastify. */
export interface FastifyLike {
  addHook(name: "onRequest", hook: typeof fastifyRoute): unknown;
}

/**
 * Hook of Fastify that tells the route, for the request's record. An instance that is made after `http()` has it already;
 * for an older one: `app.addHook("onRequest", fastifyRoute)`.
 */
export function fastifyRoute(request: FastifyRequest, _reply: unknown, done: () => void): void {
  setRoute(request.routeOptions?.url, request.raw);
  done();
}
