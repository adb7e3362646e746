import { once } from "node:events";
import {
  Agent,
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import {
  connect as connect2,
  createServer as createServer2,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import axios from "axios";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Recording, type RecordingOptions } from "../fixtures/unit/recording.ts";

const SECRET = "PLANTED";
const headers = { authorization: SECRET, "x-plain": "visible" };

/** A server on a port of its own, for as long as the test. */
async function serverOf(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; url: string; port: number }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}

/** The next request that a server gets, and what will answer it. */
async function requestOf(server: Server): Promise<[IncomingMessage, ServerResponse]> {
  const [request, response] = await once(server, "request");
  return [request, response];
}

const FORMATS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
];

/** The lines of one record in each format, as a field, in objects, a child and a message. */
function linesOf(value: unknown, options: RecordingOptions = {}): readonly string[] {
  return FORMATS.flatMap((format) => {
    const recording = new Recording({ ...format, ...options });
    const { app } = recording;
    app.info("x", { value });
    app.info("x", { deep: { list: [value], map: new Map([["a", value]]) } });
    app.info("x {}", value);
    app.child({ value }).info("x");
    app.error(Object.assign(new Error("x"), { value }));
    return recording.lines();
  });
}

function told(value: unknown): unknown {
  const recording = new Recording({ format: "json" });
  recording.app.info("x", { value });
  return JSON.parse(recording.line()).value;
}

function expectShort(value: unknown): void {
  const lines = linesOf(value);
  expect(lines).toHaveLength(5 * FORMATS.length);
  for (const line of lines) {
    // An error has its stack.
    expect(line.length).toBeLessThan(3000);
    expect(line).not.toContain(SECRET);
  }
}

describe("of a request that a server gets", () => {
  test("the request, the response, the socket and the server are what tells which they are", async () => {
    const { server, url, port } = await serverOf(() => {});
    expect(told(server)).toEqual(server.address());
    const answer = fetch(`${url}/a?b=1`, { headers });
    const [request, response] = await requestOf(server);
    response.setHeader("set-cookie", SECRET);
    expect(told(response)).toEqual({ statusCode: null });
    response.statusCode = 503;
    response.end(SECRET);
    expect(told(response)).toEqual({ statusCode: 503 });
    const { remotePort } = request.socket;
    const peer = { remoteAddress: "127.0.0.1", remotePort };
    expect(told(request)).toEqual({ method: "GET", url: "/a?b=1", ...peer });
    expect(told(request.socket)).toEqual({ ...peer, localAddress: "127.0.0.1", localPort: port });
    for (const value of [request, response, request.socket, server]) expectShort(value);
    await answer;
    expect(told(createServer())).toBe("[Server]");
  });

  test("what frameworks call it stands: the url before routers changed it, and an id", async () => {
    const { server, url } = await serverOf((_, response) => response.end());
    const answer = fetch(`${url}/a`);
    const [request] = await requestOf(server);
    const routed = Object.assign(request, { originalUrl: request.url, url: "/", id: 17 });
    expect(told(routed)).toMatchObject({ id: 17, method: "GET", url: "/a" });
    await answer;
  });

  test("all of that is so over HTTP/2", async () => {
    const server = createServer2();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = connect2(`http://127.0.0.1:${port}`);
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    const sent = client.request({ ":path": "/a", ...headers });
    const [request, response] = (await once(server, "request")) as [
      Http2ServerRequest,
      Http2ServerResponse,
    ];
    expect(told(request)).toMatchObject({ method: "GET", url: "/a", remoteAddress: "127.0.0.1" });
    expect(told(response)).toEqual({ statusCode: null });
    expect(told(request.stream)).toBe("[ServerHttp2Stream]");
    expect(told(request.stream.session)).toBe("[ServerHttp2Session]");
    expect(told(sent)).toBe("[ClientHttp2Stream]");
    for (const value of [request, response, request.stream, request.stream.session, sent, client]) {
      expectShort(value);
    }
    response.end();
  });
});

describe("of a request that a client makes", () => {
  test("the request, its response and its agent are what tells which they are", async () => {
    const { url, port } = await serverOf((_, response) => {
      response.setHeader("set-cookie", SECRET);
      response.statusCode = 503;
      response.end(SECRET);
    });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const request = get(`${url}/a?b=1`, { headers, agent });
    expect(told(request)).toEqual({ method: "GET", url: `${url}/a?b=1` });
    const [response] = await once(request, "response");
    expect(told(request)).toMatchObject({ remoteAddress: "127.0.0.1", remotePort: port });
    expect(told(response)).toEqual({ statusCode: 503, statusMessage: "Service Unavailable" });
    expect(told(agent)).toBe("[Agent]");
    for (const value of [request, response, agent]) expectShort(value);
  });

  test.each<[name: string, options: object]>([
    ["text", {}],
    ["a stream", { responseType: "stream" }],
    ["text, without redirects", { maxRedirects: 0 }],
    ["nothing, since it was too long in coming", { timeout: 1, url: "/never" }],
  ])("an Axios error of %s is short, and has no secret that is redacted", async (_, options) => {
    const { url } = await serverOf((request, response) => {
      if (request.url === "/never") return;
      response.setHeader("set-cookie", SECRET);
      response.statusCode = 503;
      response.end("no");
    });
    const error: unknown = await axios
      .post("/a", { a: 1 }, { baseURL: url, headers, ...options })
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    const lines = linesOf(error, { redact: ["**.authorization", "**.set-cookie"] });
    expect(lines).toHaveLength(5 * FORMATS.length);
    for (const line of lines) {
      expect(line).not.toContain(SECRET);
      expect(line).toContain("visible");
    }
    const recording = new Recording({ format: "json" });
    recording.app.error(error as Error);
    const line = recording.line();
    expect(line.length).toBeLessThan(6000);
    expect(JSON.parse(line).err).toMatchObject({
      type: "AxiosError",
      config: { method: "post", headers: { "x-plain": "visible" } },
      request: { method: "POST" },
    });
  });

  test("a response of fetch is its status, without its headers and body", async () => {
    const { url } = await serverOf((_, response) => {
      response.setHeader("set-cookie", SECRET);
      response.statusCode = 503;
      response.end(SECRET);
    });
    const response = await fetch(`${url}/a`, { headers });
    expect(told(response)).toMatchObject({ status: 503, ok: false, url: `${url}/a` });
    expectShort(response);
    await response.text();
  });
});

test("a WebSocket is its attributes, and the event of its error is that error", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => server.close());
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/a`, { headers });
  await once(socket, "open");
  expect(told(socket)).toMatchObject({ url: `ws://127.0.0.1:${port}/a`, readyState: 1 });
  expectShort(socket);
  socket.terminate();

  const failing = new WebSocket("ws://127.0.0.1:1/");
  const event = await new Promise((resolve) => {
    failing.addEventListener("error", resolve);
  });
  expect(told(event)).toMatchObject({
    type: "Error",
    code: "ECONNREFUSED",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});
