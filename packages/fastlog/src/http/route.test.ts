import { expect, test } from "vitest";
import { routeOf } from "./route.ts";

test.each<[what: string, request: object, path: string, route: string | undefined]>([
  ["no route", {}, "/a", undefined],
  ["a route of Express", { route: { path: "/users/:id" }, baseUrl: "" }, "/users/7", "/users/:id"],
  ["a mounted router", { route: { path: "/:id" }, baseUrl: "/users" }, "/users/7", "/users/:id"],
  ["the root of a router", { route: { path: "/" }, baseUrl: "/users" }, "/users", "/users"],
  [
    "a router whose base is lost",
    { route: { path: "/:id" }, baseUrl: "" },
    "/api/users/7",
    "/api/users/:id",
  ],
  ["a lost base at the root", { route: { path: "/" }, baseUrl: "" }, "/users", "/users"],
  [
    "a pattern of any length",
    { route: { path: "/files/*path" }, baseUrl: "" },
    "/files/a/b/c",
    "/files/*path",
  ],
  ["a regular expression", { route: { path: /^\/a/ } }, "/abc", "/^\\/a/"],
  ["the root", { route: { path: "/" } }, "/", "/"],
  ["a text as route", { route: "/users" }, "/users", undefined],
  ["a route without a path", { route: { path: 7 } }, "/users", undefined],
])("the route of a request with %s is as Express would have it", (_, request, path, route) => {
  expect(routeOf(request, path)).toBe(route);
});
