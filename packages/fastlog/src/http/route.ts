/** Properties that Express, and frameworks after its manner, put on a request that a route has taken. */
interface Routed {
  readonly route?: unknown;
  readonly baseUrl?: unknown;
}

/** Signs of a pattern that may match any number of segments. */
const VARIABLE = /[*+?(){}[\]|\\]/;

/** The pattern of the route that took a request, if its framework keeps it on the request; else `undefined`. */
export function routeOf(request: object, path: string): string | undefined {
  const { route, baseUrl } = request as Routed;
  if (typeof route !== "object" || route === null) return undefined;
  const { path: pattern } = route as { readonly path?: unknown };
  if (typeof pattern !== "string" && !(pattern instanceof RegExp)) return undefined;
  const own = String(pattern);
  if (typeof pattern !== "string" || !own.startsWith("/")) return own;
  const base = typeof baseUrl === "string" && baseUrl !== "" ? baseUrl : lostBase(own, path);
  return own === "/" && base !== "" ? base : base + own;
}

/**
 * The path that the router is mounted at. Express takes it off the request when a handler passes an error on. If the
 * pattern stands for a fixed number of segments, those of the request before them are the router's.
 */
function lostBase(pattern: string, path: string): string {
  if (VARIABLE.test(pattern)) return "";
  const segments = segmentsOf(path);
  const own = segmentsOf(pattern).length;
  return own < segments.length ? `/${segments.slice(0, segments.length - own).join("/")}` : "";
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}
