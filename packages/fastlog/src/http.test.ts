import { once } from "node:events";
import fs from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type RequestOptions,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  addFields,
  type HttpLogging,
  type HttpOptions,
  type HttpRequest,
  http,
  setRoute,
} from "./http.ts";
import { getContext, info, logger, type Options, withContext } from "./index.ts";
import { type Capture, capture } from "./testing.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.restoreAllMocks();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

interface Service {
  readonly captured: Capture;
  readonly server: Server;
  readonly port: number;
  readonly logging: HttpLogging;
  /** Sends a request, and gives the response when the server has closed it. */
  readonly ask: (path?: string, options?: RequestOptions) => Promise<IncomingMessage>;
  /** The fields of the records of requests. */
  readonly records: () => readonly Readonly<Record<string, unknown>>[];
}

const ok: Handler = (_, response) => response.end("ok");

/** A server whose requests are logged into a capture. */
async function serve(
  handler: Handler = ok,
  options: HttpOptions = {},
  captureOptions: Options = {},
): Promise<Service> {
  const captured = capture(captureOptions);
  ends.push(() => captured.restore());
  const logging = http(options);
  ends.push(() => logging.stop());
  const server = createServer(handler as RequestListener);
  const port = await listening(server);
  const ask = async (path = "/", options: RequestOptions = {}) => {
    const closed = responseClosed(server);
    const sent = request({ host: "127.0.0.1", port, path, agent: false, ...options }).end();
    const [response]: [IncomingMessage] = (await once(sent, "response")) as never;
    response.resume();
    await closed;
    return response;
  };
  const records = () =>
    captured.records.filter(({ target }) => target === "http").map(({ fields }) => fields);
  return { captured, server, port, logging, ask, records };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Resolves behind the record of the next request. */
function responseClosed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once("request", (_, response) => response.once("close", () => setImmediate(resolve)));
  });
}

/** Writes raw bytes to the server, and gives the connection. */
function open(port: number, bytes: string) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(bytes);
  return socket;
}

/** What is written to stderr meanwhile. */
function complaints(): readonly string[] {
  const lines: string[] = [];
  vi.spyOn(fs, "writeSync").mockImplementation((_fd, text) => {
    lines.push(String(text));
    return String(text).length;
  });
  return lines;
}

describe("a record", () => {
  test("has the method, path, status, duration and size of its request, and its id", async () => {
    const { captured, ask } = await serve();
    await ask("/users/17?token=secret", { headers: { "x-request-id": "r1" } });
    expect(captured.records).toHaveLength(1);
    expect(captured.records[0]).toMatchObject({
      level: "info",
      target: "http",
      message: "GET /users/17 200",
      fields: {
        method: "GET",
        path: "/users/17",
        status: 200,
        ms: expect.any(Number),
        bytes: 2,
        reqId: "r1",
      },
    });
    expect(captured.text).not.toContain("secret");
  });

  test.each<[what: string, status: number, level: string]>([
    ["a success", 204, "info"],
    ["a redirection", 302, "info"],
    ["an error of the client", 404, "info"],
    ["an error of the server", 500, "error"],
    ["an unavailable server", 503, "error"],
  ])("of %s, %i, is logged at %s", async (_, status, level) => {
    const { captured, ask } = await serve((_, response) => response.writeHead(status).end());
    await ask();
    expect(captured.records).toMatchObject([{ level, fields: { status } }]);
  });

  test.each<[what: string, path: string, expected: string]>([
    ["a query", "/a/b?c=d/e", "/a/b"],
    ["a fragment", "/a#b?c", "/a"],
    ["an empty query", "/?", "/"],
    ["a host with credentials", "http://user:secret@host/a/b?c", "/a/b"],
    ["a host alone", "http://user:secret@host", "/"],
    ["an encoded query", "/a%3Fb", "/a%3Fb"],
    ["braces", "/{a}/{}", "/{a}/{}"],
  ])("has the path without %s", async (_, path, expected) => {
    const { captured, ask } = await serve();
    await ask(path);
    expect(captured.records[0]).toMatchObject({
      message: `GET ${expected} 200`,
      fields: { path: expected },
    });
    expect(captured.text).not.toContain("secret");
  });

  test("shows a long path in its message in part, and in its field whole", async () => {
    const { captured, ask } = await serve();
    const path = `/${"a".repeat(5_000)}`;
    await ask(path);
    expect(captured.records[0]?.message).toBe(`GET ${path.slice(0, 256)}… 200`);
    expect(captured.records[0]?.fields["path"]).toBe(path);
  });

  test("has the query, the user agent and the address where they are asked for", async () => {
    const { ask, records } = await serve(ok, { query: true, userAgent: true, ip: true });
    const agent = "a".repeat(300);
    await ask("/a?b=c&d", { headers: { "user-agent": agent } });
    await ask("/a");
    expect(records()).toMatchObject([
      { query: "b=c&d", userAgent: agent.slice(0, 256), ip: "127.0.0.1" },
      { ip: "127.0.0.1" },
    ]);
    expect(records()[1]).not.toHaveProperty("query");
    expect(records()[1]).not.toHaveProperty("userAgent");
  });

  test.each<[trust: boolean | number, forwarded: string, ip: string]>([
    [false, "1.1.1.1", "127.0.0.1"],
    [1, "1.1.1.1, 2.2.2.2", "2.2.2.2"],
    [2, "1.1.1.1, 2.2.2.2", "1.1.1.1"],
    [9, "1.1.1.1, 2.2.2.2", "1.1.1.1"],
    [true, "2001:db8::1, 2.2.2.2", "2001:db8::1"],
    [true, "<script>, 2.2.2.2", "127.0.0.1"],
    [true, "", "127.0.0.1"],
  ])(
    "has, if trustProxy is %s, of the header %j the address %s",
    async (trustProxy, forwarded, ip) => {
      const { ask, records } = await serve(ok, { ip: true, trustProxy });
      await ask("/", { headers: { "x-forwarded-for": forwarded } });
      expect(records()).toMatchObject([{ ip }]);
    },
  );

  test.each<[what: string, method: string, handler: Handler, bytes: unknown]>([
    ["a text", "GET", (_, response) => response.end("öö"), 4],
    ["a declared length", "GET", (_, r) => r.writeHead(200, { "content-length": 3 }).end("abc"), 3],
    ["HEAD", "HEAD", (_, response) => response.end("abc"), 0],
    ["no content", "GET", (_, response) => response.writeHead(204).end(), 0],
    ["not modified", "GET", (_, response) => response.writeHead(304).end(), 0],
    // Two chunks, with their lengths, and the last, empty one.
    [
      "chunks",
      "GET",
      (_, response) => {
        response.write("abc");
        response.end("de");
      },
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".length,
    ],
  ])("has the bytes of the body of %s", async (_, method, handler, bytes) => {
    const { ask, records } = await serve(handler);
    await ask("/", { method });
    expect(records()).toMatchObject([{ method, bytes }]);
  });

  test("does not take an informational response for the answer", async () => {
    const { ask, records } = await serve((_, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.statusCode = 201;
      response.end();
    });
    await ask();
    expect(records()).toMatchObject([{ status: 201 }]);
  });

  test("is written for a request whose expectation fails", async () => {
    const { ask, records, server } = await serve();
    // The server answers by itself, and no handler is called.
    const closed = new Promise((resolve) => server.once("checkExpectation", resolve));
    server.on("checkExpectation", (_, response: ServerResponse) => response.writeHead(417).end());
    const asked = ask("/", { headers: { expect: "miracles" } });
    await closed;
    await Promise.race([asked, vi.waitUntil(() => records().length > 0)]);
    expect(records()).toMatchObject([{ status: 417 }]);
  });

  test("is not written for what is no request", async () => {
    const { captured, port } = await serve();
    const socket = open(port, "no request\r\n\r\n");
    socket.resume();
    await once(socket, "close");
    expect(captured.records).toEqual([]);
  });
});

describe("an aborted request", () => {
  test("is logged at warn, with the status that was sent", async () => {
    const { captured, port, server } = await serve((_, response) => {
      response.writeHead(200);
      response.write("a");
    });
    const closed = responseClosed(server);
    const socket = open(port, "GET /a HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "data");
    socket.destroy();
    await closed;
    expect(captured.records).toMatchObject([
      { level: "warn", message: "GET /a 200 aborted", fields: { aborted: true, status: 200 } },
    ]);
  });

  test("has no status if nothing was sent", async () => {
    const { captured, port, server } = await serve(() => {});
    const came = once(server, "request");
    const closed = responseClosed(server);
    const socket = open(port, "GET /a HTTP/1.1\r\nhost: x\r\n\r\n");
    await came;
    socket.destroy();
    await closed;
    expect(captured.records).toMatchObject([{ level: "warn", message: "GET /a aborted" }]);
    expect(captured.records[0]?.fields).not.toHaveProperty("status");
  });

  test("has the fields that its own listeners add, and they log in its context", async () => {
    const { captured, port, server } = await serve((request, response) => {
      request.on("close", () => info("request closed"));
      response.on("close", () => addFields({ left: true }));
    });
    const came = once(server, "request");
    const closed = responseClosed(server);
    const socket = open(port, "GET /a HTTP/1.1\r\nhost: x\r\nx-request-id: r1\r\n\r\n");
    await came;
    socket.destroy();
    await closed;
    await vi.waitUntil(() => captured.records.length === 2);
    expect(captured.records.map(({ fields }) => fields["reqId"])).toEqual(["r1", "r1"]);
    expect(captured.records.find(({ target }) => target === "http")?.fields["left"]).toBe(true);
  });

  test("has a record even while it waits for an earlier one of its connection", async () => {
    const { server, port, records } = await serve(() => {});
    let count = 0;
    const came = new Promise<void>((resolve) => {
      server.on("request", () => {
        if (++count === 3) resolve();
      });
    });
    const head = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const socket = open(port, head("/a") + head("/b") + head("/c"));
    await came;
    socket.destroy();
    await vi.waitUntil(() => records().length === 3);
    expect(records().map(({ path }) => path)).toEqual(expect.arrayContaining(["/a", "/b", "/c"]));
    expect(records().every(({ aborted }) => aborted === true)).toBe(true);
  });
});

describe("the id of a request", () => {
  const HOSTILE: readonly (string | string[])[] = [
    "",
    "a b",
    "a\tb",
    "<a>",
    "a,b",
    "ä",
    "a".repeat(129),
    ["a", "b"],
  ];

  test.each(["a", "A-z_0.9", "a".repeat(128)])("is the client's: %j", async (id) => {
    const { ask, records } = await serve();
    const { headers } = await ask("/", { headers: { "x-request-id": id } });
    expect(records()).toMatchObject([{ reqId: id }]);
    expect(headers["x-request-id"]).toBe(id);
  });

  test.each(HOSTILE)("is not the client's where that is %j", async (id) => {
    const { ask, records } = await serve();
    const { headers } = await ask("/", { headers: { "x-request-id": id } });
    expect(headers["x-request-id"]).toMatch(/^[\da-f]{20}-[\da-z]+$/);
    expect(records()).toMatchObject([{ reqId: headers["x-request-id"] }]);
  });

  test("is a new one for each request that brings none", async () => {
    const { ask, records } = await serve();
    for (let i = 0; i < 3; i++) await ask();
    expect(new Set(records().map(({ reqId }) => reqId)).size).toBe(3);
  });

  test.each<[options: HttpOptions, given: OutgoingHttpHeaders, sent: object, reqId: unknown]>([
    [{ reqId: { header: "Request-Id" } }, { "request-id": "r1" }, { "request-id": "r1" }, "r1"],
    [{ reqId: { generate: () => "g1" } }, {}, { "x-request-id": "g1" }, "g1"],
    [{ reqId: () => "g2" }, {}, { "x-request-id": "g2" }, "g2"],
    [{ reqId: ({ method }) => method }, {}, { "x-request-id": "GET" }, "GET"],
    [
      { reqId: { header: false, generate: () => "g3" } },
      { "x-request-id": "r1" },
      { "x-request-id": "g3" },
      "g3",
    ],
    [{ reqId: { send: "x-id" } }, { "x-request-id": "r1" }, { "x-id": "r1" }, "r1"],
    [{ reqId: true }, { "x-request-id": "r1" }, { "x-request-id": "r1" }, "r1"],
  ])("obeys %o", async (options, given, sent, reqId) => {
    const { ask, records } = await serve(ok, options);
    const { headers } = await ask("/", { headers: given });
    expect(headers).toMatchObject(sent);
    expect(records()).toMatchObject([{ reqId }]);
  });

  test("is not sent where send is false, and not made where reqId is", async () => {
    const first = await serve(ok, { reqId: { send: false } });
    expect((await first.ask()).headers).not.toHaveProperty("x-request-id");
    expect(first.records()).toMatchObject([{ reqId: expect.any(String) }]);
    const second = await serve(ok, { reqId: false });
    expect((await second.ask()).headers).not.toHaveProperty("x-request-id");
    expect(second.records()[0]).not.toHaveProperty("reqId");
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no id");
      },
      "no id",
    ],
    ["is no id", () => "a b", '"a b"'],
    ["is no text", () => 7 as never, "7"],
  ])("is replaced where that of the program %s, which is told once", async (_, generate, told) => {
    const lines = complaints();
    const { ask, records } = await serve(ok, { reqId: generate });
    await ask();
    await ask();
    expect(records()).toMatchObject(
      [{ reqId: /-/ }, { reqId: /-/ }].map(() => ({
        reqId: expect.stringMatching(/^[\da-f]{20}-/),
      })),
    );
    expect(lines).toEqual([expect.stringContaining(told)]);
    expect(lines[0]).toMatch(/^fastlog: option reqId of http\(\): /);
  });
});

describe("the context of a request", () => {
  test("is that of all that is logged inside, across awaits, and of nothing else", async () => {
    const { captured, ask } = await serve(async (_, response) => {
      info("begins");
      await new Promise(setImmediate);
      info("goes on", getContext());
      response.end();
    });
    info("before");
    await ask("/", { headers: { "x-request-id": "r1" } });
    info("after");
    expect(captured.records.map(({ message, fields }) => [message, fields["reqId"]])).toEqual([
      ["before", undefined],
      ["begins", "r1"],
      ["goes on", "r1"],
      ["GET / 200", "r1"],
      ["after", undefined],
    ]);
  });

  test("is around those of withContext, whose fields the request's record has not", async () => {
    const { captured, ask } = await serve((_, response) =>
      withContext({ step: 1 }, () => {
        info("inside");
        addFields({ user: 17 });
        response.end();
      }),
    );
    await ask("/", { headers: { "x-request-id": "r1" } });
    expect(captured.records[0]?.fields).toEqual({ step: 1, reqId: "r1" });
    expect(captured.records[1]?.fields).toMatchObject({ user: 17, reqId: "r1" });
    expect(captured.records[1]?.fields).not.toHaveProperty("step");
  });

  test("is inside that of the server, and outside that of the connection's last request", async () => {
    const captured = capture();
    ends.push(() => captured.restore());
    const logging = http({
      fields: ({ headers }) => ({ ...(headers["x-first"] && { first: 1 }) }),
    });
    ends.push(() => logging.stop());
    const server = createServer(ok as RequestListener);
    const port = await withContext({ service: "shop" }, () => listening(server));
    const socket = open(port, "GET /a HTTP/1.1\r\nhost: x\r\nx-first: 1\r\n\r\n");
    await once(socket, "data");
    socket.write("GET /b HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "data");
    await vi.waitUntil(() => captured.records.length === 2);
    socket.destroy();
    const [a, b] = captured.records.map(({ fields }) => fields);
    expect(a).toMatchObject({ path: "/a", first: 1, service: "shop" });
    expect(b).toMatchObject({ path: "/b", service: "shop" });
    expect(b).not.toHaveProperty("first");
  });

  test("has the fields of the option, and the ids of the request's traceparent", async () => {
    const { captured, ask } = await serve(
      (_, response) => {
        info("inside");
        response.end();
      },
      { fields: ({ method, path }) => ({ tenant: `${method} ${path}` }) },
      { trace: "auto" },
    );
    await ask("/a", { headers: { traceparent: `00-${TRACE}-${SPAN}-01` } });
    await ask("/b", { headers: { traceparent: `00-${TRACE.toUpperCase()}-${SPAN}-01` } });
    const ids = { trace_id: TRACE, span_id: SPAN, trace_flags: "01" };
    expect(captured.records.slice(0, 2).map(({ fields }) => fields)).toMatchObject([
      { tenant: "GET /a", ...ids },
      { tenant: "GET /a", ...ids },
    ]);
    expect(captured.records[2]?.fields).not.toHaveProperty("trace_id");
    expect(captured.records[3]?.fields).not.toHaveProperty("trace_id");
  });
});

describe("addFields", () => {
  test("adds fields from anywhere inside, of which the last wins", async () => {
    const { ask, records } = await serve(async (_, response) => {
      expect(addFields({ user: 1, plan: "pro" })).toBe(true);
      await new Promise(setImmediate);
      addFields({ user: 2 });
      addFields(new Error("declined"));
      response.end();
    });
    await ask();
    expect(records()).toMatchObject([{ user: 2, plan: "pro", err: { message: "declined" } }]);
  });

  test("adds to a request that is named, from outside of it", async () => {
    let serving: { request: IncomingMessage; response: ServerResponse } | undefined;
    const { ask, records, server } = await serve((request, response) => {
      serving = { request, response };
    });
    const came = once(server, "request");
    const asked = ask();
    await came;
    expect(addFields({ a: 1 })).toBe(false);
    expect(addFields({ b: 2 }, serving?.request)).toBe(true);
    expect(addFields({ c: 3 }, serving?.response)).toBe(true);
    expect(addFields({ d: 4 }, {})).toBe(false);
    serving?.response.end();
    await asked;
    expect(records()).toMatchObject([{ b: 2, c: 3 }]);
    expect(records()[0]).not.toHaveProperty("a");
  });

  test("makes a record of its own when that of the request is written", async () => {
    const { captured, ask } = await serve((_, response) => {
      response.end();
      setImmediate(() => setImmediate(() => setImmediate(() => addFields({ user: 17 }))));
    });
    await ask("/a", { headers: { "x-request-id": "r1" } });
    await vi.waitUntil(() => captured.records.length === 2);
    expect(captured.records[1]).toMatchObject({
      level: "info",
      message: "GET /a has late fields",
      fields: { method: "GET", path: "/a", user: 17, late: true, reqId: "r1" },
    });
  });

  test("loses no field, however many there are", async () => {
    const { captured, ask } = await serve(
      (_, response) => {
        for (let i = 0; i < 1_000; i++) addFields({ [`f${i}`]: i });
        response.end();
      },
      {},
      { maxBreadth: 10_000 },
    );
    await ask();
    const names = captured.records.flatMap(({ fields }) => Object.keys(fields));
    expect(new Set(names.filter((name) => /^f\d+$/.test(name))).size).toBe(1_000);
    expect(captured.records.some(({ fields }) => fields["late"] === true)).toBe(false);
  });

  test("reads what it can of an object whose getter throws, and reports what is no object", async () => {
    const lines = complaints();
    const { ask, records } = await serve((_, response) => {
      addFields({
        a: 1,
        get b() {
          throw new Error("no b");
        },
      });
      expect(addFields("text" as never)).toBe(false);
      response.end();
    });
    await ask();
    expect(records()).toMatchObject([{ a: 1, b: "[Throws: no b]" }]);
    expect(lines).toEqual(['fastlog: addFields(): invalid fields "text" (expected an object)\n']);
  });
});

describe("options", () => {
  test("skip leaves out the records of its paths, but not their ids", async () => {
    const { captured, ask, records } = await serve(
      (_, response) => {
        info("inside");
        response.end();
      },
      { skip: ["/health", "/assets/*"] },
    );
    for (const path of ["/health?x", "/assets/a.css", "/healthy", "/"]) await ask(path);
    expect(records().map(({ path }) => path)).toEqual(["/healthy", "/"]);
    const inside = captured.records.filter(({ message }) => message === "inside");
    expect(inside.every(({ fields }) => typeof fields["reqId"] === "string")).toBe(true);
    expect(inside).toHaveLength(4);
  });

  test("skip, as a function, knows the answer", async () => {
    const { ask, records } = await serve(
      ({ url }, response) => response.writeHead(url === "/a" ? 500 : 200).end(),
      { skip: ({ status }) => status === 200 },
    );
    await ask("/a");
    await ask("/b");
    expect(records()).toMatchObject([{ path: "/a" }]);
  });

  test("level sets the level of a record, and writes none for silent", async () => {
    const { captured, ask } = await serve(ok, {
      level: ({ path }) => (path === "/quiet" ? "silent" : "debug"),
    });
    await ask("/quiet");
    await ask("/a");
    expect(captured.records).toMatchObject([{ level: "debug", fields: { path: "/a" } }]);
  });

  test("logger logs the records, with its target and fields", async () => {
    const { captured, ask } = await serve(ok, { logger: logger("app::http").child({ port: 1 }) });
    await ask();
    expect(captured.records).toMatchObject([{ target: "app::http", fields: { port: 1 } }]);
  });

  test("route gives the route, which setRoute sets too", async () => {
    const given = await serve(ok, { route: ({ path }) => (path === "/a" ? "/:a" : undefined) });
    await given.ask("/a");
    await given.ask("/b");
    expect(given.captured.records.map(({ message }) => message)).toEqual([
      "GET /:a 200",
      "GET /b 200",
    ]);
    const set = await serve((_, response) => {
      setRoute("/:id");
      response.end();
    });
    await set.ask("/7");
    expect(set.captured.records).toMatchObject([{ message: "GET /:id 200" }]);
  });

  test("sample keeps what is worth it, and says for how many the others stand", async () => {
    const { ask, records } = await serve(
      ({ url }, response) => response.writeHead(url === "/a" ? 500 : 200).end(),
      { sample: 0.5 },
    );
    const of = (low: string) => ({
      headers: { traceparent: `00-${"1".repeat(18)}${low}-${SPAN}-01` },
    });
    await ask("/a", of("00000000000001"));
    await ask("/b", of("7f000000000000"));
    await ask("/c", of("80000000000000"));
    expect(records()).toMatchObject([{ path: "/a" }, { path: "/c", sampled: 0.5 }]);
    expect(records()[0]).not.toHaveProperty("sampled");
  });

  test("of the filter keeps all records of a request or none, by its trace or drawn once", async () => {
    const handler: Handler = async (_, response) => {
      info("begun");
      await undefined;
      withContext({ inner: true }, () => info("inside"));
      response.end("ok");
    };
    const { ask, captured } = await serve(handler, {}, { filter: "info@50%" });
    for (let i = 0; i < 16; i++) {
      const traceparent = `00-0af7651916cd43dd84${i.toString(16)}8eb211c80319c-${SPAN}-01`;
      await ask(`/traced/${i}`, { headers: { traceparent, "x-request-id": `traced-${i}` } });
      await ask(`/drawn/${i}`, { headers: { "x-request-id": `drawn-${i}` } });
    }
    const byRequest = new Map<unknown, unknown[]>();
    for (const { fields } of captured.records) {
      byRequest.set(fields["reqId"], [
        ...(byRequest.get(fields["reqId"]) ?? []),
        fields["sampled"],
      ]);
    }
    for (const shares of byRequest.values()) expect(shares).toEqual([0.5, 0.5, 0.5]);
    const ids = [...byRequest.keys()].filter((id) => String(id).startsWith("traced"));
    expect(ids).toEqual([8, 9, 10, 11, 12, 13, 14, 15].map((i) => `traced-${i}`));
  });

  test.each<[name: string, options: HttpOptions, told: string]>([
    ["skip", { skip: fails }, "failed"],
    ["level", { level: fails }, "failed"],
    ["level", { level: () => 7 as never }, "invalid level 7"],
    ["sample", { sample: fails }, "failed"],
    ["sample", { sample: () => 2 }, "invalid share 2"],
    ["fields", { fields: fails }, "failed"],
    ["route", { route: fails }, "failed"],
  ])(
    "a function %s that fails breaks no request, and is told once",
    async (name, options, told) => {
      const lines = complaints();
      const { ask, captured } = await serve(ok, options);
      expect((await ask()).statusCode).toBe(200);
      await ask();
      expect(captured.records).toMatchObject([{ level: "info" }, { level: "info" }]);
      expect(lines).toEqual([expect.stringContaining(told)]);
      expect(lines[0]).toContain(`option ${name} of http()`);
    },
  );

  test.each<[options: unknown, message: string]>([
    [7, "invalid options 7 of http() (expected an object)"],
    [
      { skips: "/a" },
      'unknown option "skips" of http() (expected logger, level, skip, sample, reqId, fields, route, query, userAgent, ip, trustProxy, recorder); did you mean "skip"?',
    ],
    [
      { reqId: { headers: "a" } },
      'unknown option "reqId.headers" of http() (expected header, send, generate); did you mean "header"?',
    ],
    [
      { skip: "health" },
      'invalid option skip="health": expected paths that begin with "/" and may end with "*", or a function',
    ],
    [
      { skip: ["/a*b"] },
      'invalid option skip=["/a*b"]: expected paths that begin with "/" and may end with "*", or a function',
    ],
    [
      { skip: ["/a", 7] },
      'invalid option skip=["/a",7]: expected paths that begin with "/" and may end with "*", or a function',
    ],
    [
      { sample: 0 },
      "invalid option sample=0: expected a number above 0 and up to 1, or a function",
    ],
    [
      { sample: 10 },
      "invalid option sample=10: expected a number above 0 and up to 1, or a function",
    ],
    [{ level: "info" }, 'invalid option level="info": expected a function'],
    [
      { reqId: "x-id" },
      'invalid option reqId="x-id": expected true, false, a function or an object',
    ],
    [
      { reqId: { header: "a b" } },
      'invalid option reqId.header="a b": expected the name of a header, or false',
    ],
    [
      { trustProxy: -1 },
      "invalid option trustProxy=-1: expected true, false or a number from 0 to 100",
    ],
    [{ query: 1 }, "invalid option query=1: expected true or false"],
    [{ logger: {} }, "invalid option logger={}: expected a logger of fastlog"],
  ])("%o are refused, and those of before stay", async (options, message) => {
    const { ask, records } = await serve();
    expect(() => http(options as HttpOptions)).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_OPTION",
        message: expect.stringContaining(message),
      }),
    );
    await ask();
    expect(records()).toHaveLength(1);
  });
});

describe("http()", () => {
  test("stops, but for the requests that are being served", async () => {
    let end = () => {};
    const { logging, ask, records, server } = await serve((_, response) => {
      end = () => response.end();
    });
    const came = once(server, "request");
    const asked = ask("/before");
    await came;
    logging.stop();
    end();
    await asked;
    const next = once(server, "request");
    const other = ask("/after");
    await next;
    end();
    await other;
    expect(records().map(({ path }) => path)).toEqual(["/before"]);
  });

  test("replaces what an earlier call has started", async () => {
    const { ask, records, logging } = await serve(ok, { query: true });
    const second = http({ userAgent: true });
    ends.push(() => second.stop());
    await ask("/a?b", { headers: { "user-agent": "test" } });
    logging.stop();
    await ask("/c?d", { headers: { "user-agent": "test" } });
    expect(records()).toMatchObject([
      { path: "/a", userAgent: "test" },
      { path: "/c", userAgent: "test" },
    ]);
    expect(records()[0]).not.toHaveProperty("query");
  });

  test("runs an upgrade, whose record comes when the connection closes", async () => {
    const { server, logging, port, captured } = await serve();
    server.on("upgrade", (request, socket) => {
      logging.run(request, socket, () => {
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        );
        socket.on("data", (data: Buffer) => info("received", { data: String(data) }));
        socket.on("end", () => socket.end());
      });
    });
    const socket = open(
      port,
      "GET /chat HTTP/1.1\r\nhost: x\r\nx-request-id: r1\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    );
    await once(socket, "data");
    socket.end("hello");
    await vi.waitUntil(() => captured.records.length === 2);
    expect(captured.records).toMatchObject([
      { message: "received", fields: { data: "hello", reqId: "r1" } },
      { message: "GET /chat 101", level: "info", fields: { status: 101, reqId: "r1" } },
    ]);
  });

  test("runs a CONNECT, and tells of one that was refused without an answer", async () => {
    const { server, logging, port, captured } = await serve();
    server.on("connect", (request, socket) => {
      logging.run(request, socket, () => socket.destroy());
    });
    const socket = open(port, "CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(socket, "close");
    await vi.waitUntil(() => captured.records.length === 1);
    expect(captured.records).toMatchObject([
      { message: "CONNECT example.com:443 aborted", level: "warn", fields: { aborted: true } },
    ]);
  });

  test("runs a request that is known already in its context, and logs it once", async () => {
    let logging: HttpLogging | undefined;
    const service = await serve((request, response) => {
      logging?.run(request, response, () => {
        info("inside");
        response.end();
      });
    });
    logging = service.logging;
    await service.ask("/", { headers: { "x-request-id": "r1" } });
    expect(service.captured.records.map(({ fields }) => fields["reqId"])).toEqual(["r1", "r1"]);
  });

  test("keeps no request alive when it is done, whose context may live on", async () => {
    const seen: HttpRequest[] = [];
    const { ask } = await serve(ok, {
      level: (request) => {
        seen.push(request);
        expect(request.raw).toHaveProperty("headers", request.headers);
        return "info";
      },
    });
    await ask();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.raw).toBeUndefined();
  });

  test("adds no listener that Node would count", async () => {
    let counts: readonly number[] = [];
    const { ask } = await serve((_, response) => {
      counts = response.eventNames().map((name) => response.listenerCount(name));
      response.end();
    });
    await ask();
    // Node's own, for the end of the response.
    expect(counts).toEqual([1]);
  });
});

function fails(): never {
  throw new Error("failed");
}
