import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Context } from "../fields/async-context.ts";
import { Exchange, type ExchangeLog } from "./exchange.ts";
import { rawHeader } from "./raw-headers.ts";

/** State of a response that Node keeps to itself. It may be missing. */
interface ResponseState {
  /** Declared or computed length of the body. */
  readonly _contentLength?: unknown;
  /** Head of the response, as it was sent. */
  readonly _header?: unknown;
}

/** State of a connection that Node keeps to itself. */
interface SocketState {
  /** Response that is being sent. */
  readonly _httpMessage?: unknown;
}

/** A request of `node:http`. */
export class Http1Exchange extends Exchange {
  readonly raw: IncomingMessage;
  private readonly response: ServerResponse;
  private readonly socket: Socket;
  /** Bytes that the connection had sent before; `undefined` if it was still sending an earlier response. */
  private readonly sent: number | undefined;

  constructor(
    log: ExchangeLog,
    request: IncomingMessage,
    response: ServerResponse,
    socket: Socket,
    outer: Context | undefined,
  ) {
    super(log, request.method ?? "", request.url ?? "", outer);
    this.raw = request;
    this.response = response;
    this.socket = socket;
    this.sent = isSending(socket) ? undefined : socket.bytesWritten;
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers;
  }

  get status(): number | undefined {
    return this.response.headersSent ? this.response.statusCode : undefined;
  }

  get aborted(): boolean {
    return this.isDone && !this.response.writableFinished;
  }

  get bytes(): number | undefined {
    const { statusCode, writableFinished } = this.response;
    if (this.method === "HEAD" || statusCode === 204 || statusCode === 304) return 0;
    const { _contentLength: length, _header: head } = this.response as ResponseState;
    if (writableFinished && typeof length === "number") return length;
    // The next response of the connection may have been sent meanwhile.
    if (this.sent === undefined || isSending(this.socket, this.response)) return undefined;
    const headLength = typeof head === "string" ? head.length : 0;
    return Math.max(this.socket.bytesWritten - this.sent - headLength, 0);
  }

  /** Whether Node closes the response without telling: if the connection is closed before its turn comes. */
  get isQueued(): boolean {
    return this.sent === undefined;
  }

  header(name: string): string | undefined {
    return rawHeader(this.raw.rawHeaders, name);
  }

  get peer(): string | undefined {
    return this.socket.remoteAddress;
  }

  sendHeader(name: string, value: string): void {
    this.response.setHeader(name, value);
  }
}

function isSending(socket: Socket, except?: ServerResponse): boolean {
  const { _httpMessage: response } = socket as SocketState;
  return response !== null && response !== undefined && response !== except;
}
