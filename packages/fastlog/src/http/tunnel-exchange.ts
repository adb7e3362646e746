import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Context } from "../fields/async-context.ts";
import { Exchange, type ExchangeLog } from "./exchange.ts";
import { rawHeader } from "./raw-headers.ts";

/** An upgrade or a CONNECT: the connection belongs to another protocol from then on, and ends with it. */
export class TunnelExchange extends Exchange {
  readonly raw: IncomingMessage;
  private readonly socket: Socket;
  private readonly sent: number;

  constructor(
    log: ExchangeLog,
    request: IncomingMessage,
    socket: Socket,
    outer: Context | undefined,
  ) {
    super(log, request.method ?? "", request.url ?? "", outer);
    this.raw = request;
    this.socket = socket;
    this.sent = socket.bytesWritten;
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
    return rawHeader(this.raw.rawHeaders, name);
  }

  get peer(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** The program writes the head of the answer itself. */
  sendHeader(): void {}
}
