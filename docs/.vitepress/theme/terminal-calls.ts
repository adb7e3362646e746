import type { TypedCall } from "../components/rendered-call.ts";

/** The filter that the terminal of the first page shows. */
export const FILTER = "info,shop::db=debug";

/** The calls whose records it shows: all of them pass the filter. */
export const CALLS: readonly TypedCall[] = [
  { level: "info", target: "shop", message: "listening on {}", args: "8080", error: "" },
  {
    level: "debug",
    target: "shop::db",
    message: "{rows} rows",
    args: '{ "rows": 17, "ms": 1.25 }',
    error: "",
  },
  {
    level: "info",
    target: "http",
    message: "GET /cart 200",
    args: '{ "ms": 3.5, "reqId": "r1" }',
    error: "",
  },
  {
    level: "warn",
    target: "shop::cart",
    message: "no stock for {item}",
    args: '{ "item": "tea", "reqId": "r2" }',
    error: "",
  },
  {
    level: "error",
    target: "shop::db",
    message: "query failed",
    args: '{ "attempt": 3 }',
    error: "connection reset",
  },
];
