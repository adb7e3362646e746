import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { nodes } from "../tools.ts";

/** A record of the programs, by its fields. */
interface Line {
  readonly level: number;
  readonly msg: string;
  readonly reqId?: string;
  readonly [field: string]: unknown;
}

/** Runs a program that answers real requests, and gives what it logged and what it says about itself. */
async function logOf(name: string, argument: string, node = process.execPath) {
  const [, ...argv] = program(`frameworks/${name}`, argument);
  const { stdout, stderr, status, report } = await run([node, ...argv]);
  expect({ status, stderr: stderr.replace(/^fastlog: .*\n/, "") }).toEqual({
    status: 0,
    stderr: "",
  });
  const lines = stdout
    .split("\n")
    .slice(0, -1)
    .map((line): Line => JSON.parse(line));
  const about: Record<string, unknown> = JSON.parse(report[0] ?? "{}");
  const first = (msg: string) => lines.find((line) => line.msg === msg);
  return { lines, about, stderr, stdout, first };
}

const messages = (lines: readonly Line[]) => lines.map(({ msg }) => msg);

/** The releases of Fastify, and the first Node that each runs on. */
const RELEASES = [
  ["fastify-4", 20],
  ["fastify-5-0", 20],
  ["fastify-5-8", 20],
  ["fastify-5-12-5", 20],
  ["fastify", 20],
  ["fastify-6", 22],
] as const;

describe.concurrent.for(RELEASES)("%s", ([release, least]) => {
  const node = nodes().find(({ major, path }) => major >= least && path !== undefined)?.path;
  const served = test.skipIf(node === undefined);
  const log = () => logOf("fastify.mjs", release, node);

  served("answers every request, and logs it with the program's own serializer", async () => {
    const { about, lines } = await log();
    expect(about["statuses"]).toEqual([200, 200, 200, 500, 200, 200, 200, 200, 404]);
    const own = lines.filter(({ reqId }) => reqId === "req-1");
    expect(messages(own)).toEqual([
      "incoming request",
      "in the handler",
      "failed",
      "request completed",
    ]);
    expect(own[0]).toMatchObject({ req: { method: "GET", url: "/", by: "the program" } });
    expect(own[3]).toMatchObject({ res: { statusCode: 200 }, responseTime: expect.any(Number) });
  });

  served("keeps to the level of a route", async () => {
    const { lines } = await log();
    expect(messages(lines.filter(({ reqId }) => reqId === "req-2"))).toEqual(["only this"]);
    expect(messages(lines.filter(({ reqId }) => reqId === "req-3"))).toEqual([]);
  });

  served("says that a route's level is misspelt, and logs its requests", async () => {
    const { about, lines, stderr } = await log();
    if (about["misspelt"] === "taken") {
      expect(stderr).toMatch(/^fastlog: level of a logger: unknown level "wran" .*"warn"\?\n$/);
    } else {
      expect(about["misspelt"]).toBe("FST_ERR_ROUTE_LOG_LEVEL_INVALID");
    }
    expect(messages(lines.filter(({ reqId }) => reqId === "req-5"))).toEqual([
      "incoming request",
      "request completed",
    ]);
  });

  served("uses a plugin's logSerializers inside of it, inherited ones too", async () => {
    const { first } = await log();
    expect(first("in the handler")).toMatchObject({ user: { id: 1, password: "secret" } });
    expect(first("in the plugin")).toMatchObject({ user: "user 1" });
    expect(first("inside of it")).toMatchObject({ user: "user 2", more: 2 });
  });

  served("honours redact and msgPrefix of a program's own child loggers", async () => {
    const { first } = await log();
    expect(first("[own] of a child of its own")).toMatchObject({
      user: { id: 3, password: "[Redacted]" },
    });
  });
});

describe.concurrent("pino-http", () => {
  test("logs each request with its serializers", async () => {
    const { lines, about } = await logOf("pino-http.mjs", "plain");
    expect(about).toEqual({ statuses: [200, 500], level: "debug" });
    expect(lines).toMatchObject([
      { level: 30, msg: "in the handler", req: { id: 1, method: "GET", url: "/" } },
      { level: 30, msg: "request completed", req: { id: 1 }, res: { statusCode: 200 } },
      { level: 30, msg: "in the handler", req: { id: 2 } },
      { level: 30, msg: "request errored", req: { id: 2 }, err: { type: "Error" } },
    ]);
  });

  test("has its levels, properties, prefix and serializers honoured, and leaks no secret", async () => {
    const { lines, stdout } = await logOf("pino-http.mjs", "full");
    expect(stdout).not.toContain("Bearer secret");
    expect(lines.slice(0, 3)).toMatchObject([
      { level: 20, msg: "[http] received", reqId: 1 },
      { level: 30, msg: "[http] in the handler", reqId: 1 },
      {
        level: 20,
        msg: "[http] request completed",
        reqId: 1,
        res: { statusCode: 200, own: true },
        req: { headers: { authorization: "[Redacted]" } },
        route: "all",
        nested: { status: 200 },
      },
    ]);
  });

  test("may choose the level by the response", async () => {
    const { lines } = await logOf("pino-http.mjs", "levels");
    expect(lines).toMatchObject([
      { level: 30, service: "shop" },
      { level: 40, msg: "request completed", service: "shop" },
      { level: 30, service: "shop" },
      { level: 50, msg: "request errored", service: "shop" },
    ]);
  });
});

test.concurrent.for([
  ["express-pino-logger", "express", "request completed"],
  ["koa-pino-logger", "koa", "request completed"],
  ["hono-pino", "hono", "Request completed"],
])("%s logs through a logger of fastlog's", async ([, server = "", completed = ""]) => {
  const { about, lines, first } = await logOf("middlewares.mjs", server);
  expect(about["statuses"]).toEqual([200, 500]);
  expect(first("in the handler")).toMatchObject({ level: 30, req: { url: "/", method: "GET" } });
  expect(first(completed)).toMatchObject({ service: "shop", responseTime: expect.any(Number) });
  expect(lines.some(({ msg, level }) => level === 50 || msg === "request errored")).toBe(true);
});

describe.concurrent("Nest", () => {
  test("logs each of its calls at its level, with the context behind the text", async () => {
    const { about, lines, first } = await logOf("nest.mjs", "own");
    expect(about["statuses"]).toEqual([200, 500]);
    expect(first("Starting Nest application... NestFactory")).toMatchObject({ level: 30 });
    const own = lines.filter(({ msg }) => msg.endsWith("Home"));
    expect(own.map(({ level, msg }) => [level, msg.split(" ")[0]])).toEqual([
      [30, "hello"],
      [40, "careful"],
      [20, "step"],
      [10, "each"],
      [50, "broken"],
      [60, "gone"],
      [30, "several"],
      [30, "Home"],
    ]);
    expect(first("Home")).toMatchObject({ an: "object" });
    expect(lines.at(-1)).toMatchObject({ level: 50, err: { message: "not handled" } });
  });

  test("logs through nestjs-pino, which binds fields to the logger of the response", async () => {
    const { about, first } = await logOf("nest.mjs", "pino");
    expect(about["statuses"]).toEqual([200, 500]);
    expect(first("Starting Nest application...")).toMatchObject({ context: "NestFactory" });
    expect(first("in the handler")).toMatchObject({ user: 1, req: { url: "/" } });
    expect(first("each step")).toMatchObject({ level: 10, context: "Home" });
    expect(first("request completed")).toMatchObject({ user: 1, res: { statusCode: 200 } });
    expect(first("request errored")).toMatchObject({ err: { type: "Error" } });
  });
});
