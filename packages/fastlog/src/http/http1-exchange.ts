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
  private readonly rawHeaders: readonly string[];
  // `undefined` once they are let go of; nothing reads them then.
  private request: IncomingMessage | undefined;
  private answer: ServerResponse | undefined;
  private connection: Socket | undefined;
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
    this.rawHeaders = request.rawHeaders;
    this.request = request;
    this.answer = response;
    this.connection = socket;
    this.sent = isSending(socket) ? undefined : socket.bytesWritten;
  }

  get raw(): IncomingMessage {
    return this.request as IncomingMessage;
  }

  private get response(): ServerResponse {
    return this.answer as ServerResponse;
  }

  private get socket(): Socket {
    return this.connection as Socket;
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
    return rawHeader(this.rawHeaders, name);
  }

  get peer(): string | undefined {
    return this.socket.remoteAddress;
  }

  sendHeader(name: string, value: string): void {
    this.response.setHeader(name, value);
  }

  protected release(): void {
    this.request = undefined;
    this.answer = undefined;
    this.connection = undefined;
  }
}

function isSending(socket: Socket, except?: ServerResponse): boolean {
  const { _httpMessage: response } = socket as SocketState;
  return response !== null && response !== undefined && response !== except;
}
