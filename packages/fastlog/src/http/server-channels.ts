import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { FastifyLike } from "./frameworks.ts";

/** Told of what Node's servers, and Fastify, do. Its functions never throw: Node would end the process. */
export interface ServerObserver {
  request(request: IncomingMessage, response: ServerResponse, socket: Socket): void;
  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void;
  fastify(instance: FastifyLike): void;
}

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

interface StreamStart {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Subscribes to the channels of Node's servers. Each publishes in the callback that goes on to call the program's
 * handler, so that a context that is entered there is the handler's. Returns the function that ends it.
 */
export function observeServers(observer: ServerObserver): () => void {
  const subscribers: readonly (readonly [channel: string, (message: unknown) => void])[] = [
    [
      "http.server.request.start",
      (message) => {
        const { request, response, socket } = message as RequestStart;
        observer.request(request, response, socket);
      },
    ],
    [
      "http2.server.stream.start",
      (message) => {
        const { stream, headers } = message as StreamStart;
        observer.stream(stream, headers);
      },
    ],
    [
      "fastify.initialization",
      (message) => {
        const { fastify } = message as { readonly fastify: FastifyLike };
        observer.fastify(fastify);
      },
    ],
  ];
  for (const [channel, subscriber] of subscribers) subscribe(channel, subscriber);
  return () => {
    for (const [channel, subscriber] of subscribers) unsubscribe(channel, subscriber);
  };
}
