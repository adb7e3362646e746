import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program, run, start } from "../child.ts";

const PACKAGE = join(import.meta.dirname, "../..");
const EXAMPLES = join(PACKAGE, "../../examples");

/** The releases of Nest, by the folders of packages that depend on them. */
const RELEASES = [
  ["Nest 10", join(import.meta.dirname, "nest-10")],
  ["Nest 11", PACKAGE],
  ["Nest 12", join(EXAMPLES, "nest")],
] as const;

interface Line {
  readonly level: number;
  readonly target?: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const linesOf = (stdout: string) =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line): Line => JSON.parse(line));

async function logOf(folder: string, way: string) {
  const ended = await run(program("frameworks/nest-logger.mjs", folder, way));
  return { ...ended, lines: linesOf(ended.stdout) };
}

describe.concurrent.for(RELEASES)("%s", ([, folder]) => {
  test("logs with the context as the target, and in the context of the request", async () => {
    const { lines, report, stderr } = await logOf(folder, "given");
    expect(stderr).toBe("");
    expect(report).toEqual(['{"statuses":[200,500]}']);
    expect(lines[0]).toMatchObject({ level: 30, target: "app::NestFactory" });
    const inside = lines.filter(({ path }) => path === "/");
    expect(inside).toMatchObject([
      { level: 30, target: "app::Home", msg: "hello", user: 17 },
      { level: 50, target: "app::Home", msg: "failed", err: { type: "RangeError" } },
      { level: 10, target: "app::Home", msg: "each step" },
      { level: 30, target: "app::Somewhere", msg: "injected" },
      { level: 30, msg: "in the context" },
    ]);
    const [thrown, ...others] = lines.filter(({ path }) => path === "/fails");
    expect(others).toEqual([]);
    expect(thrown).toMatchObject({
      level: 50,
      target: "app::ExceptionsHandler",
      msg: "not handled",
      err: { type: "Error", message: "not handled", stack: expect.stringMatching(/\n {4}at /) },
    });
  });

  test("logs what it buffered until it had the logger of the module", async () => {
    const { lines, report } = await logOf(folder, "injected");
    expect(report).toEqual(['{"statuses":[200,500]}']);
    expect(lines[0]).toMatchObject({ target: "shop::NestFactory" });
    const targets = lines.map(({ target }) => target);
    expect(targets).toContain("shop::InstanceLoader");
    expect(targets).toContain("shop::Somewhere");
  });

  test.each(["broken", "unheard"])(
    "loses nothing when the application does not start (%s)",
    async (way) => {
      const { lines, status } = await logOf(folder, way);
      expect(status).not.toBe(0);
      expect(lines[0]).toMatchObject({ target: "app::NestFactory" });
      expect(lines.at(-1)).toMatchObject({
        level: 50,
        target: "app::ExceptionHandler",
        msg: "no database",
        err: { type: "TypeError", message: "no database" },
      });
    },
  );
});

test("the example serves, and logs each request with its id", async () => {
  const argv = ["sh", "-c", 'exec "$@" >&3', "sh", process.execPath];
  const child = start([...argv, join(EXAMPLES, "nest/src/main.js")]);
  const serving: Line = JSON.parse(await child.reported((line) => line.includes('"serving on ')));
  const base = /http\S+$/.exec(serving.msg)?.[0];
  const statuses = [];
  for (const path of ["users/1", "users/7", "users/broken"]) {
    const headers = { "x-request-id": path.replace("/", "-"), connection: "close" };
    const response = await fetch(`${base}/${path}`, { headers });
    await response.text();
    statuses.push(response.status);
  }
  child.process.kill("SIGTERM");
  const { report, code } = await child.ended;
  expect({ statuses, code }).toEqual({ statuses: [200, 404, 500], code: 0 });
  const lines = report.map((line): Line => JSON.parse(line));
  const of = (id: string) => lines.filter(({ reqId }) => reqId === id);
  expect(of("users-1")).toMatchObject([
    { level: 30, msg: "asked for 1" },
    { level: 30, target: "app::Users", msg: "found Ada", id: "1" },
    { level: 30, target: "http", msg: "GET /users/:id 200", user: { id: "1" } },
  ]);
  expect(of("users-7")).toMatchObject([
    {},
    { level: 40, target: "app::Users", id: "7" },
    { level: 30, msg: "GET /users/:id 404" },
  ]);
  expect(of("users-broken")).toMatchObject([
    { level: 50, target: "app::Users", err: { code: "ECONNREFUSED" } },
    { level: 50, target: "app::ExceptionsHandler", msg: "connection refused" },
    { level: 50, target: "http", msg: "GET /users/broken 500" },
  ]);
  expect(lines.at(-1)).toMatchObject({ target: "service", msg: "stopped" });
});
