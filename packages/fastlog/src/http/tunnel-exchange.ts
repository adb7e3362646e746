import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Context } from "../fields/async-context.ts";
import { Exchange, type ExchangeLog } from "./exchange.ts";
import { rawHeader } from "./raw-headers.ts";

/** An upgrade or a CONNECT: the connection belongs to another protocol from then on, and ends with it. */
export class TunnelExchange extends Exchange {
  private readonly rawHeaders: readonly string[];
  // `undefined` once they are let go of; nothing reads them then.
  private request: IncomingMessage | undefined;
  private connection: Socket | undefined;
  private readonly sent: number;

  constructor(
    log: ExchangeLog,
    request: IncomingMessage,
    socket: Socket,
    outer: Context | undefined,
  ) {
    super(log, request.method ?? "", request.url ?? "", outer);
    this.rawHeaders = request.rawHeaders;
    this.request = request;
    this.connection = socket;
    this.sent = socket.bytesWritten;
  }

  get raw(): IncomingMessage {
    return this.request as IncomingMessage;
  }

  private get socket(): Socket {
    return this.connection as Socket;
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers;
  }

  /** Node does not see what the program answers: an answer is taken for a consent. */
  get status(): number | undefined {
    if (this.bytes === 0) return undefined;
    return this.method === "CONNECT" ? 200 : 101;
  }

  get aborted(): boolean {
    return this.isDone && this.bytes === 0;
  }

  get bytes(): number {
    return this.socket.bytesWritten - this.sent;
  }

  header(name: string): string | undefined {
    return rawHeader(this.rawHeaders, name);
  }

  get peer(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** The program writes the head of the answer itself. */
  sendHeader(): void {}

  protected release(): void {
    this.request = undefined;
    this.connection = undefined;
  }
}
