import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, start } from "../child.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/fastify/src/main.js");
const INCOMING = "incoming request";
const COMPLETED = "request completed";
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A line of the service's log. */
interface Line {
  readonly level: number;
  readonly target: string;
  readonly msg: string;
  readonly reqId?: string;
  readonly req?: { readonly method: string; readonly url: string };
  readonly res?: { readonly statusCode: number };
  readonly err?: { readonly type: string; readonly message: string; readonly stack: string };
  readonly responseTime?: number;
  readonly user?: { readonly id: string };
  readonly name?: string;
}

/** The example service as a process of its own. Descriptor 3, which can be read live, is its log. */
class Service {
  readonly #child;
  readonly #port: Promise<number>;

  constructor(env: Record<string, string> = {}) {
    const argv = ["sh", "-c", 'exec "$@" >&3', "sh", process.execPath, EXAMPLE];
    this.#child = start(argv, { env });
    this.#port = this.logged("serving on").then((line) => {
      return Number(/127\.0\.0\.1:(\d+)$/.exec(line.msg)?.[1]);
    });
  }

  /** The first line with a message that begins so, or the one that has its number among those. */
  async logged(message: string, count = 1): Promise<Line> {
    let left = count;
    const isIt = (line: string) => JSON.parse(line).msg.startsWith(message) && --left === 0;
    return JSON.parse(await this.#child.reported(isIt));
  }

  /** Sends a request and gives the status of its answer. */
  async ask(path: string, id?: string): Promise<number | undefined> {
    const headers = id === undefined ? {} : { "x-request-id": id };
    const port = await this.#port;
    const sent = request({ host: "127.0.0.1", port, path, headers, agent: false }).end();
    const [response]: IncomingMessage[] = await once(sent, "response");
    await once(response?.resume() as IncomingMessage, "end");
    return response?.statusCode;
  }

  signal(): void {
    this.#child.process.kill("SIGTERM");
  }

  /** Has it end, if it does not yet, and gives all that it logged. */
  async end(): Promise<Ended & { readonly lines: readonly Line[] }> {
    this.signal();
    return await this.ended();
  }

  async ended(): Promise<Ended & { readonly lines: readonly Line[] }> {
    const ended = await this.#child.ended;
    return { ...ended, lines: ended.report.map((line) => JSON.parse(line)) };
  }
}

/** What the service logs while it answers these requests, one after the other, by their ids. */
async function logOf(paths: readonly string[], env?: Record<string, string>) {
  const service = new Service(env);
  const statuses: (number | undefined)[] = [];
  for (const [i, path] of paths.entries()) statuses.push(await service.ask(path, `r${i}`));
  const { lines, code, stderr } = await service.end();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return { statuses, lines, of: (id: string) => lines.filter(({ reqId }) => reqId === id) };
}

const messages = (lines: readonly Line[]) => lines.map(({ msg }) => msg);

describe.concurrent("a Fastify service", () => {
  test("logs each request when it comes in and when it is completed", async () => {
    const { statuses, lines, of } = await logOf(["/", "/nope"]);
    expect(statuses).toEqual([200, 404]);
    expect(of("r0")).toMatchObject([
      {
        level: 30,
        target: "http",
        msg: INCOMING,
        req: {
          method: "GET",
          url: "/",
          host: expect.stringContaining("127.0.0.1:"),
          remoteAddress: "127.0.0.1",
          remotePort: expect.any(Number),
        },
      },
      { level: 30, msg: COMPLETED, res: { statusCode: 200 }, responseTime: expect.any(Number) },
    ]);
    expect(of("r1")).toMatchObject([
      { msg: INCOMING, req: { url: "/nope" } },
      { msg: "Route GET:/nope not found" },
      { msg: COMPLETED, res: { statusCode: 404 } },
    ]);
    expect(lines).toHaveLength(2 + 2 + 3 + 2);
    expect(messages(lines).slice(-2)).toEqual(["stopping", "stopped"]);
  });

  test("logs what a handler logs with the id of its request, and with the fields of its child", async () => {
    const { of } = await logOf(["/users/2", "/users/3"]);
    expect(of("r0")).toMatchObject([
      { msg: INCOMING },
      { msg: "found Grace", level: 30, name: "Grace", user: { id: "2" } },
      { msg: COMPLETED },
    ]);
    expect(of("r1")).toMatchObject([
      { msg: INCOMING },
      { msg: "no such user", level: 40, user: { id: "3" } },
      { msg: "Route GET:/users/3 not found" },
      { msg: COMPLETED },
    ]);
    // The child's fields are its own.
    expect(of("r1").filter(({ user }) => user !== undefined)).toHaveLength(1);
  });

  test("logs an id of its own where the client gave none that can be one", async () => {
    const service = new Service();
    await service.ask("/");
    await service.ask("/", 'no "id"');
    const { lines } = await service.end();
    const ids = lines.flatMap(({ reqId }) => reqId ?? []);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(UUID);
  });

  test("logs what is thrown, with its type, message and stack, as an error", async () => {
    const { statuses, of } = await logOf(["/broken"]);
    expect(statuses).toEqual([500]);
    const [, thrown, completed] = of("r0");
    expect(thrown).toMatchObject({
      level: 50,
      msg: "cannot ask for the user",
      req: { method: "GET", url: "/broken" },
      res: { statusCode: 500 },
      err: { type: "TypeError", message: "cannot ask for the user: connection refused" },
    });
    expect(thrown?.err?.stack).toMatch(/^TypeError: cannot ask for the user\n {4}at .*service\.js/);
    expect(thrown?.err?.stack).toContain("\ncaused by: Error: connection refused\n    at ");
    expect(completed).toMatchObject({ level: 30, res: { statusCode: 500 } });
  });

  test("is silent about a route whose own level is higher, whatever LOG says", async () => {
    const { statuses, of } = await logOf(["/health", "/"], { LOG: "trace" });
    expect(statuses).toEqual([200, 200]);
    expect(of("r0")).toEqual([]);
    expect(of("r1")).toHaveLength(2);
  });

  test("is as verbose about its requests as LOG says", async () => {
    const LOG = "off,service=info,http=trace";
    const { statuses, of } = await logOf(["/health", "/search?q=a"], { LOG });
    expect(statuses).toEqual([200, 200]);
    expect(of("r1")).toMatchObject([
      { level: 30, msg: INCOMING },
      { level: 20, msg: "searching", query: { q: "a" } },
      { level: 10, msg: "found 2" },
      { level: 30, msg: COMPLETED },
    ]);
    expect(of("r0")).toEqual([]);
  });

  test("follows LOG everywhere else", async () => {
    const { lines } = await logOf(["/", "/users/3", "/broken"], { LOG: "warn,service=info" });
    expect(lines.filter(({ target }) => target === "http")).toMatchObject([
      { level: 40, reqId: "r1", msg: "no such user" },
      { level: 50, reqId: "r2", msg: "cannot ask for the user" },
    ]);
  });

  test("logs one line of JSON whatever the client sends", async () => {
    const paths = [
      '/"\\{}{req}{{',
      "/%0a%0d%1b[31m?a={}",
      "/users/%22%0a{}",
      `/${"x".repeat(9_000)}`,
    ];
    const { lines, of } = await logOf(paths);
    expect(lines).toHaveLength(2 + 3 + 3 + 4 + 3 + 2);
    for (const [i, path] of paths.entries()) {
      const [incoming, ...others] = of(`r${i}`);
      expect(incoming?.req?.url).toBe(path);
      expect(messages(others)).toContain(`Route GET:${path} not found`);
    }
  });

  test("mixes up none of many requests at once, and loses none", async () => {
    const service = new Service();
    const ids = Array.from({ length: 300 }, (_, i) => `r${i}`);
    const paths = ["/users/1", "/broken", "/nope", "/search", "/"];
    const path = (i: number) => paths[i % paths.length] ?? "/";
    await Promise.all(ids.map((id, i) => service.ask(path(i), id)));
    const { lines, code } = await service.end();
    expect(code).toBe(0);
    for (const [i, id] of ids.entries()) {
      const own = lines.filter(({ reqId }) => reqId === id);
      expect(own).toHaveLength([3, 3, 3, 2, 2][i % paths.length] ?? 0);
      expect(own[0]).toMatchObject({ msg: INCOMING, req: { url: path(i) } });
      expect(own.at(-1)).toMatchObject({ msg: COMPLETED });
    }
  });
});

describe.concurrent("SIGTERM", () => {
  const COUNT = 20;

  /** A service that has begun to answer so many slow requests. */
  async function busy() {
    const service = new Service();
    const ids = Array.from({ length: COUNT }, (_, i) => `r${i}`);
    const answers = ids.map((id) => service.ask("/slow?ms=1500", id));
    const settled = Promise.allSettled(answers);
    await service.logged("waiting", COUNT);
    return { service, settled };
  }

  test("has what was begun answered and logged, and then ends the process", async () => {
    const { service, settled } = await busy();
    const { lines, code, stderr } = await service.end();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const statuses = (await settled).map((result) => result.status === "fulfilled" && result.value);
    expect(statuses).toEqual(Array(COUNT).fill(200));
    const own = (message: string) => messages(lines).filter((msg) => msg.startsWith(message));
    for (const message of [INCOMING, "waiting", "waited", COMPLETED]) {
      expect(own(message)).toHaveLength(COUNT);
    }
    expect(messages(lines).indexOf("stopping")).toBeLessThan(messages(lines).indexOf(COMPLETED));
    expect(lines.at(-1)).toMatchObject({ target: "service", msg: "stopped" });
  });

  test("when it comes again, ends the process at once and loses no line", async () => {
    const { service, settled } = await busy();
    service.signal();
    await service.logged("stopping");
    const { lines, signal, stderr } = await service.end();
    expect({ signal, stderr }).toEqual({ signal: "SIGTERM", stderr: "" });
    await settled;
    expect(messages(lines).filter((msg) => msg === "waiting")).toHaveLength(COUNT);
    expect(messages(lines)).not.toContain("stopped");
  });
});
