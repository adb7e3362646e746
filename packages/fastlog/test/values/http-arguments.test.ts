import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import pino from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import * as serializers from "../../src/serializers.ts";
import { Recording, type RecordingOptions } from "../fixtures/unit/recording.ts";

const SECRET = "PLANTED";
const headers = { authorization: SECRET, "x-plain": "visible" };

class Socketless extends EventEmitter {}

interface Line {
  readonly msg?: unknown;
  readonly req?: unknown;
  readonly res?: unknown;
  readonly err?: unknown;
  readonly [name: string]: unknown;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/** What a server has of a request with a secret in its headers, answered. */
async function exchange(): Promise<Exchange> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const answer = fetch(`http://127.0.0.1:${port}/a?b=1`, { headers });
  const [request, response] = await once(server, "request");
  response.setHeader("set-cookie", SECRET);
  response.statusCode = 503;
  response.end();
  await answer;
  return { request, response, socket: request.socket };
}

const json = (log: (recording: Recording) => void, options: RecordingOptions = {}): Line => {
  const recording = new Recording({ format: "json", ...options });
  log(recording);
  return JSON.parse(recording.line());
};

/** What pino makes of the same call. */
function pinos(log: (logger: pino.Logger) => void, options: pino.LoggerOptions = {}): Line {
  const lines: string[] = [];
  log(pino(options, { write: (line: string) => lines.push(line) }));
  return JSON.parse(lines[0] as string);
}

describe("a request as the first argument", () => {
  test("is the field req, as pino has it", async () => {
    const { request } = await exchange();
    const { msg, req, ...others } = json(({ app }) => app.info(request, "request"));
    expect(msg).toBe("request");
    expect(others).not.toHaveProperty("rawHeaders");
    expect(req).toEqual(pinos((logger) => logger.info(request, "request")).req);
    expect(req).toMatchObject({ method: "GET", url: "/a?b=1", headers: { "x-plain": "visible" } });
  });

  test.each<[name: string, log: (recording: Recording, exchange: Exchange) => void, msg: string]>([
    ["alone", ({ app }, { request }) => app.info(request), ""],
    ["with a message", ({ app }, { request }) => app.info(request, "m"), "m"],
    ["with a template", ({ app }, { request }) => app.info(request, "m {}", 1), "m 1"],
    ["behind a message", ({ app }, { request }) => app.info("m", request), "m"],
    ["behind a template", ({ app }, { request }) => app.info("m {}", 1, request), "m 1"],
    [
      "behind many arguments",
      ({ app }, { request }) => app.info("m", { a: 1 }, 2, 3, request),
      "m 2 3",
    ],
    ["as fields", ({ app }, { request }) => app.info("m", { req: request }), "m"],
    ["in a child", ({ app }, { request }) => app.child({ req: request }).info("m"), "m"],
    ["as a child's fields", ({ app }, { request }) => app.child(request as never).info("m"), "m"],
    ["where an error may be", ({ app }, { request }) => app.info(null as never, request), ""],
    ["by a logger without a target", ({ plain }, { request }) => plain.info(request, "m"), "m"],
  ])("%s is that field, and its message stands", async (_, log, msg) => {
    const given = await exchange();
    const record = json((recording) => log(recording, given));
    expect(record.msg ?? "").toBe(msg);
    expect(record.req).toMatchObject({ method: "GET", url: "/a?b=1" });
    expect(Object.keys(record)).not.toContain("rawHeaders");
  });

  test("goes by the serializer that the program has for that field", async () => {
    const { request, response } = await exchange();
    const req = (value: unknown): unknown => (value === request ? "mine" : value);
    const res = (): string => "theirs";
    for (const log of [
      ({ app }: Recording) => app.info(request, "m"),
      ({ app }: Recording) => app.info("m", request),
    ]) {
      expect(json(log, { serializers: { req, res } }).req).toBe("mine");
    }
    expect(json(({ app }) => app.info(response), { serializers: { req, res } }).res).toBe("theirs");
    expect(json(({ app }) => app.child({}, { serializers: { req } }).info(request)).req).toBe(
      "mine",
    );
  });

  test("is as fastlog/serializers have it where there is none", async () => {
    const { request, response } = await exchange();
    const { req, res } = serializers;
    for (const value of [request, response]) {
      const log = ({ app }: Recording): void => app.info(value, "m");
      const { req: ours, res: answer } = json(log);
      const given = json(log, { serializers: { req, res } });
      expect([ours, answer]).toEqual([given.req, given.res]);
    }
  });

  test("is one of Fastify, too", async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    const lines: Line[] = [];
    app.get("/a/:id", (request: FastifyRequest, reply: FastifyReply) => {
      lines.push(json(({ app }) => app.info(request, "m")));
      lines.push(json(({ app }) => app.info(request.raw, "m")));
      lines.push(json(({ app }) => app.info(reply.raw, "m")));
      return "ok";
    });
    await app.inject({ url: "/a/17?b=1", headers });
    expect(lines).toMatchObject([
      { req: { method: "GET", url: "/a/17?b=1", params: { id: "17" } } },
      { req: { method: "GET", url: "/a/17?b=1" } },
      { res: { statusCode: null } },
    ]);
  });

  test("is one of fetch, too", () => {
    const request = new Request("http://h.example/a?b", { method: "PUT", headers });
    expect(json(({ app }) => app.info(request, "m"))).toMatchObject({
      msg: "m",
      req: { method: "PUT", url: "http://h.example/a?b", headers: { "x-plain": "visible" } },
    });
    const response = new Response("x", { status: 503, headers });
    const { msg, res } = json(({ app }) => app.info(response, "m"));
    expect(msg).toBe("m");
    expect(res).toMatchObject({ status: 503, ok: false });
  });
});

test("a response as the first argument is the field res, as pino has it", async () => {
  const { response } = await exchange();
  const { msg, res } = json(({ app }) => app.info(response, "done"));
  expect(msg).toBe("done");
  expect(res).toEqual(pinos((logger) => logger.info(response, "done")).res);
  expect(res).toMatchObject({ statusCode: 503 });
});

test("in a placeholder a request is short, and has no headers", async () => {
  const { request } = await exchange();
  const { msg } = json(({ app }) => app.info("got {}", request));
  expect(msg).toMatch(/^got \{"method":"GET","url":"\/a\?b=1","remoteAddress":/);
  expect(msg).not.toContain("visible");
});

const FORMATS: readonly RecordingOptions[] = [
  { format: "text" },
  { format: "json" },
  { format: "logfmt" },
  { format: "syslog" },
  { format: { encode: ({ message, fields }) => JSON.stringify([message, fields]) } },
];

test.each(FORMATS)(
  "the headers of a request are redacted by path in the format $format",
  async (format) => {
    const { request, response, socket } = await exchange();
    const recording = new Recording({
      ...format,
      redact: ["req.headers.authorization", 'res.headers["set-cookie"]'],
    });
    const { app } = recording;
    app.info(request);
    app.info(request, "m");
    app.info("m", request);
    app.info("m {}", request, response);
    app.info("{req} {req:?}", { req: request });
    app.child({ req: request, res: response }).info("m");
    app.info(response, "m");
    app.info(socket, "m");
    app.info("m", { request, response, socket });
    const lines = recording.lines();
    expect(lines).toHaveLength(9);
    for (const line of lines) expect(line).not.toContain(SECRET);
  },
);

describe("as the first argument", () => {
  test("a socket is what tells which one it is", async () => {
    const { socket } = await exchange();
    const { msg, ...fields } = json(({ app }) => app.info(socket, "m"));
    expect(msg).toBe("m");
    expect(fields).toMatchObject({ remoteAddress: "127.0.0.1", localPort: expect.any(Number) });
    expect(fields).not.toHaveProperty("_events");
  });

  test("an emitter of the program is its properties", () => {
    class Job extends Socketless {
      readonly id = 17;
    }
    const record = json(({ app }) => app.info(new Job(), "m"));
    expect(record).toMatchObject({ msg: "m", id: 17 });
    expect(record).not.toHaveProperty("_events");
    expect(json(({ app }) => app.info("m", new Job()))).toMatchObject({ msg: "m", id: 17 });
  });

  test("an emitter that says nothing is named in the message", () => {
    expect(json(({ app }) => app.info(new Socketless(), "m")).msg).toBe("[Socketless] m");
    expect(json(({ app }) => app.info("m", new Socketless())).msg).toBe("m [Socketless]");
  });

  test("an event with an error is that error", async () => {
    const failing = new WebSocket("ws://127.0.0.1:1/");
    const event = await new Promise<unknown>((resolve) => {
      failing.addEventListener("error", resolve);
    });
    for (const [log, msg] of [
      [({ app }: Recording) => app.error(event as never), /^connect ECONNREFUSED/],
      [({ app }: Recording) => app.error(event as never, "m"), /^m$/],
      [({ app }: Recording) => app.error("m", event), /^m$/],
    ] as const) {
      const record = json(log);
      expect(record.msg).toMatch(msg);
      expect(record.err).toMatchObject({ type: "Error", code: "ECONNREFUSED" });
    }
  });
});

describe("what is no request stays the fields that it is", () => {
  class Call {
    readonly method = "GET";
    readonly headers = { a: 1 };
  }

  test.each<[name: string, fields: object]>([
    ["data like one", { method: "GET", headers: { a: 1 }, socket: {}, url: "/" }],
    ["an instance like one, without a socket", new Call()],
    ["an instance with an error of its own", Object.assign(new Call(), { error: new Error("x") })],
  ])("%s", (_, fields) => {
    const record = json(({ app }) => app.info(fields, "m"));
    expect(record).toMatchObject({ msg: "m", method: "GET", headers: { a: 1 } });
  });

  test("under the name of one", () => {
    const req = { method: "GET", headers: { a: 1 }, body: "b" };
    expect(json(({ app }) => app.info("m", { req })).req).toEqual(req);
    expect(json(({ app }) => app.info("m", { req: new Call() })).req).toEqual({ ...new Call() });
  });
});
