import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import standard from "pino-std-serializers";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Serializers } from "../../src/fields/serializer.ts";
import {
  err,
  errWithCause,
  req,
  res,
  type SerializedError,
  type SerializedRequest,
  type SerializedResponse,
  wrapErrorSerializer,
  wrapRequestSerializer,
  wrapResponseSerializer,
} from "../../src/serializers.ts";
import { NASTY } from "../fixtures/unit/nasty.ts";
import { Recording, type RecordingOptions } from "../fixtures/unit/recording.ts";

interface Logged {
  readonly req?: object;
  readonly res?: object;
}

/** Has a real server handle a real request, and gives what it logged. */
async function logged(
  options: RecordingOptions,
  handle: (recording: Recording, request: IncomingMessage, response: ServerResponse) => void,
): Promise<Logged[]> {
  const recording = new Recording({ format: "json", ...options });
  const server = createServer((request, response) => {
    response.setHeader("x-served-by", "test");
    handle(recording, request, response);
    if (!response.writableEnded) response.end();
  });
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const sent = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path: "/users/7?verbose=1",
      headers: { authorization: "Bearer secret", "x-list": ["a", "b"] },
      agent: false,
    });
    sent.end("body");
    const [response] = await once(sent, "response");
    await once(response.resume(), "end");
  } finally {
    server.close();
  }
  return recording.lines().map((line) => JSON.parse(line));
}

const REQUEST = {
  method: "POST",
  url: "/users/7?verbose=1",
  headers: expect.objectContaining({ authorization: "Bearer secret", "x-list": "a, b" }),
  remoteAddress: "127.0.0.1",
  remotePort: expect.any(Number),
};

describe("req", () => {
  test("tells of a request what pino would, and nothing of the sockets behind it", async () => {
    const [record] = await logged({ serializers: { req } }, ({ app }, request) => {
      app.info("incoming", { req: request });
    });
    expect(record).toMatchObject({ msg: "incoming", req: REQUEST });
    expect(Object.keys(record?.req ?? {})).toEqual([
      "method",
      "url",
      "headers",
      "remoteAddress",
      "remotePort",
    ]);
  });

  test("tells what frameworks add to a request", async () => {
    const [express, hapi] = await logged({ serializers: { req } }, ({ app }, request) => {
      const added = { id: () => "r1", originalUrl: "/api/users/7", query: { verbose: "1" } };
      app.info({ req: Object.assign(request, added, { params: { id: "7" } }) });
      const info = { id: "r2", remoteAddress: "10.0.0.1", remotePort: 1 };
      app.info({ req: { method: "get", path: "/p", headers: {}, info, raw: { req: request } } });
    });
    expect(express?.req).toEqual({
      ...REQUEST,
      id: "r1",
      url: "/api/users/7",
      query: { verbose: "1" },
      params: { id: "7" },
    });
    expect(hapi?.req).toEqual({
      id: "r2",
      method: "get",
      url: "/p",
      headers: {},
      remoteAddress: "10.0.0.1",
      remotePort: 1,
    });
  });

  test("may be for one child only, and for what is bound to it", async () => {
    const [bound, plain] = await logged({}, ({ app }, request) => {
      app.child({ req: request }, { serializers: { req } }).info("bound");
      app.info("plain", { req: 1 });
    });
    expect(bound).toMatchObject({ msg: "bound", req: REQUEST });
    expect(plain).toMatchObject({ msg: "plain", req: 1 });
  });

  test("leaves redaction what is secret", async () => {
    const redact = ["*.headers.authorization"];
    const [record] = await logged({ serializers: { req }, redact }, ({ app }, request) => {
      app.info({ req: request });
    });
    expect(record).toHaveProperty("req.headers.authorization", "[Redacted]");
    expect(JSON.stringify(record)).not.toContain("secret");
  });
});

describe("res", () => {
  test("tells of a response its status and headers, once they were sent", async () => {
    const [before, after] = await logged(
      { serializers: { res } },
      ({ app }, _request, response) => {
        app.info("before", { res: response });
        response.statusCode = 201;
        response.end("body");
        app.info("after", { res: response });
      },
    );
    const headers = expect.objectContaining({ "x-served-by": "test" });
    expect(before?.res).toEqual({ statusCode: null, headers });
    expect(after?.res).toEqual({ statusCode: 201, headers });
  });
});

describe("err", () => {
  const cause = new TypeError("the cause");
  const error = Object.assign(new RangeError("failed", { cause }), { code: "E_FAILED", port: 1 });
  const all = new AggregateError([error, new Error("two")], "all failed");

  function written(serializers: Serializers, value: unknown): Record<string, unknown> {
    const recording = new Recording({ format: "json", serializers });
    recording.app.error({ err: value }, "x");
    return JSON.parse(recording.line()).err;
  }

  test("tells the causes of an error in its message and stack", () => {
    expect(written({ err }, error)).toEqual({
      type: "RangeError",
      message: "failed: the cause",
      stack: `${error.stack}\ncaused by: ${cause.stack}`,
      code: "E_FAILED",
      port: 1,
    });
  });

  test("with causes by themselves tells each one's own", () => {
    expect(written({ err: errWithCause }, error)).toEqual({
      type: "RangeError",
      message: "failed",
      stack: error.stack,
      code: "E_FAILED",
      port: 1,
      cause: { type: "TypeError", message: "the cause", stack: cause.stack },
    });
  });

  test.each([
    ["err", { err }, standard.err],
    ["errWithCause", { err: errWithCause }, standard.errWithCause],
  ])("as %s writes what pino's serializer gives", (_, serializers, serialize) => {
    for (const value of [cause, error, all]) {
      expect(written(serializers, value)).toEqual(JSON.parse(JSON.stringify(serialize(value))));
    }
  });

  test("loses no error that cannot be marked, or has endless causes", () => {
    const frozen = Object.freeze(new Error("frozen"));
    expect(written({ err }, frozen)).toMatchObject({ type: "Error", message: "frozen" });
    let deep = new Error("the first");
    for (let i = 0; i < 20_000; i++) deep = new Error("deep", { cause: deep });
    expect(written({ err }, deep)).toMatchObject({ type: "Error", message: "deep" });
    const circular: Error = new Error("circular");
    circular.cause = circular;
    expect(written({ err }, circular)).toHaveProperty("message", "circular: circular: ...");
  });
});

test("whatever else stands under their names is written as it is", () => {
  const serializers = { req, res, err: errWithCause, plain: err };
  const make = (options: RecordingOptions) => new Recording({ format: "json", ...options });
  const [serializing, plain] = [make({ serializers }), make({})];
  const values: unknown[] = [1, "x", true, null, [1], new Map([["a", 1]]), { statusCode: 503 }];
  values.push({ method: "GET", url: "/", extra: 1 }, { headers: { a: 1 } }, () => 1, new Date(0));
  for (const value of values) {
    const fields = Object.fromEntries(Object.keys(serializers).map((name) => [name, value]));
    const [one, other] = [serializing, plain].map((recording) => {
      recording.app.info("x", fields);
      const { hrtime, time, ...record } = JSON.parse(recording.line());
      expect([hrtime, time]).toEqual([expect.any(Number), expect.any(Number)]);
      return record;
    });
    expect(one).toEqual(other);
  }
});

test.each(NASTY)("%s does not keep a record from being written", (_, make) => {
  const serializers = { req, res, err, cause: errWithCause };
  const recording = new Recording({ format: "json", serializers });
  const value = make();
  recording.app.info("x", { req: value, res: value, err: value, cause: value, last: 1 });
  expect(JSON.parse(recording.line())).toMatchObject({ msg: "x", last: 1 });
});

describe("a wrapped serializer", () => {
  test("goes on from what the other gives, and can ask what that was made of", async () => {
    const serializers = {
      req: wrapRequestSerializer(({ method, raw }) => `${method} ${raw.httpVersion}`),
      res: wrapResponseSerializer(({ raw, headers }) => [raw.statusCode, headers["x-served-by"]]),
      err: wrapErrorSerializer(({ type, code, raw }) => {
        expect(raw).toBeInstanceOf(RangeError);
        return { type, code };
      }),
    };
    const [record, plain] = await logged({ serializers }, ({ app }, request, response) => {
      const error = Object.assign(new RangeError("x"), { code: "E" });
      app.info("wrapped", { req: request, res: response, err: error });
      app.info("plain", { req: 1, res: 2, err: 3 });
    });
    expect(record).toMatchObject({
      req: "POST 1.1",
      res: [200, "test"],
      err: { type: "RangeError", code: "E" },
    });
    expect(plain).toMatchObject({ req: 1, res: 2, err: 3 });
  });

  test("knows the types of what it gets", () => {
    wrapRequestSerializer((request) => {
      expectTypeOf(request).toEqualTypeOf<SerializedRequest>();
      expectTypeOf(request.raw).toEqualTypeOf<IncomingMessage>();
    });
    wrapResponseSerializer((response) => {
      expectTypeOf(response).toEqualTypeOf<SerializedResponse>();
    });
    wrapErrorSerializer((error) => {
      expectTypeOf(error).toEqualTypeOf<SerializedError>();
    });
    // A serializer of one's own says what it expects.
    const own: Serializers = { req: (request: IncomingMessage) => request.url, res };
    expectTypeOf(own).toEqualTypeOf<Serializers>();
  });
});
