import type { EventEmitter } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { messageOf } from "../diagnostics/error-message.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import type { Context } from "../fields/async-context.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { AccessLog } from "./access-log.ts";
import { exchangeOf } from "./current-exchange.ts";
import { Emitters } from "./emitter.ts";
import type { Exchange } from "./exchange.ts";
import { type FastifyLike, fastifyRoute } from "./frameworks.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import type { HttpSettings } from "./options.ts";
import { observeServers, type ServerObserver } from "./server-channels.ts";
import { TunnelExchange } from "./tunnel-exchange.ts";

/** Connections with the exchanges that wait for an earlier response. */
const queues = new WeakMap<Socket, Set<Exchange>>();

/** Logs the requests of all servers of this thread, until it is stopped. */
export class HttpLog implements ServerObserver {
  private readonly runtime: Runtime;
  private readonly log: AccessLog;
  private readonly emitters: Emitters;
  private readonly unsubscribe: () => void;

  constructor(runtime: Runtime, settings: HttpSettings) {
    this.runtime = runtime;
    this.log = new AccessLog(runtime, settings);
    this.emitters = new Emitters(runtime.contexts);
    this.unsubscribe = observeServers(this);
  }

  stop(): void {
    this.unsubscribe();
  }

  request(request: IncomingMessage, response: ServerResponse, socket: Socket): void {
    try {
      const context = this.beginRequest(request, response, socket);
      if (context !== undefined) this.runtime.contexts.enter(context);
    } catch (error) {
      complainOnce("http()", messageOf(error));
    }
  }

  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    try {
      const context = this.beginStream(stream, headers);
      if (context !== undefined) this.runtime.contexts.enter(context);
    } catch (error) {
      complainOnce("http()", messageOf(error));
    }
  }

  fastify(instance: FastifyLike): void {
    try {
      instance.addHook("onRequest", fastifyRoute);
    } catch (error) {
      complainOnce("http(), Fastify", messageOf(error));
    }
  }

  /** Runs an action in the context of a request that no channel has told of. */
  run<T>(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse | Duplex,
    action: () => T,
  ): T {
    let context: Context | undefined;
    try {
      context = exchangeOf(request)?.context ?? this.begin(request, response);
    } catch (error) {
      complainOnce("http()", messageOf(error));
    }
    return context === undefined ? action() : this.runtime.contexts.run(context, action);
  }

  private begin(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse | Duplex,
  ): Context | undefined {
    if ("stream" in request)
      return this.beginStream(request.stream as ServerHttp2Stream, request.headers);
    if (isResponse(response)) return this.beginRequest(request, response, request.socket);
    const socket = response as Socket;
    const exchange = new TunnelExchange(this.log, request, socket, this.outer);
    return this.bind(exchange, socket, request);
  }

  private beginRequest(
    request: IncomingMessage,
    response: ServerResponse,
    socket: Socket,
  ): Context | undefined {
    const exchange = new Http1Exchange(this.log, request, response, socket, this.outer);
    if (exchange.isQueued) enqueue(socket, exchange);
    return this.bind(exchange, response, request);
  }

  private beginStream(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
  ): Context | undefined {
    // A stream that the server has pushed is no request.
    if ((stream.id ?? 1) % 2 === 0) return undefined;
    return this.bind(new Http2Exchange(this.log, stream, headers, this.outer), stream);
  }

  /** Begins an exchange, which the `close` of `last` ends. `other` closes before. */
  private bind(exchange: Exchange, last: EventEmitter, other?: EventEmitter): Context {
    const context = this.log.begin(exchange);
    if (other !== undefined) this.emitters.bind(other, exchange, false);
    this.emitters.bind(last, exchange, true);
    return context;
  }

  /** The context that the server was made in. On Node 20 and 22 a connection still has that of its last request. */
  private get outer(): Context | undefined {
    const { current } = this.runtime.contexts;
    return current?.request === undefined ? current : current.request.outer;
  }
}

/**
 * Ends exchanges whose connection closes before their turn comes. Node emits nothing on their responses.
 */
function enqueue(socket: Socket, exchange: Exchange): void {
  const queue = queues.get(socket);
  if (queue !== undefined) {
    for (const one of queue) if (one.isDone) queue.delete(one);
    queue.add(exchange);
    return;
  }
  const made = new Set([exchange]);
  queues.set(socket, made);
  socket.once("close", () => {
    for (const one of made) one.end();
  });
}

function isResponse(value: object): value is ServerResponse {
  return "setHeader" in value;
}
