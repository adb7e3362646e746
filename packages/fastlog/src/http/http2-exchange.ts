import type { IncomingHttpHeaders } from "node:http";
import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Context } from "../fields/async-context.ts";
import { Exchange, type ExchangeLog } from "./exchange.ts";

/** A stream's functions that send the head of a response. */
const RESPONDING = ["respond", "respondWithFD", "respondWithFile"] as const;

/** A request of `node:http2`. */
export class Http2Exchange extends Exchange {
  /** `undefined` once it is let go of; nothing reads it then. */
  private stream: ServerHttp2Stream | undefined;
  readonly headers: IncomingHttpHeaders;

  constructor(
    log: ExchangeLog,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    outer: Context | undefined,
  ) {
    super(log, text(headers[":method"]), text(headers[":path"]), outer);
    this.stream = stream;
    this.headers = headers;
  }

  get raw(): ServerHttp2Stream {
    return this.stream as ServerHttp2Stream;
  }

  get status(): number | undefined {
    const status: unknown = this.raw.sentHeaders?.[":status"];
    return typeof status === "number" ? status : undefined;
  }

  get aborted(): boolean {
    return this.isDone && (this.raw.aborted || !this.raw.writableFinished);
  }

  get bytes(): number | undefined {
    if (this.method === "HEAD" || this.status === 204 || this.status === 304) return 0;
    const length = Number(this.raw.sentHeaders?.["content-length"] ?? Number.NaN);
    return this.aborted || !Number.isSafeInteger(length) ? undefined : length;
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return typeof value === "string" ? value : undefined;
  }

  get peer(): string | undefined {
    return this.raw.session?.socket.remoteAddress;
  }

  /** Adds the header when the head is sent, because the stream has no place for it before. */
  sendHeader(name: string, value: string): void {
    const { raw } = this;
    for (const method of RESPONDING) {
      const respond: unknown = raw[method];
      if (typeof respond !== "function") continue;
      // The headers are the last argument but one, or the first of `respond`.
      const at = method === "respond" ? 0 : 1;
      Object.defineProperty(raw, method, {
        configurable: true,
        writable: true,
        value: (...args: unknown[]) => {
          args[at] = withHeader(args[at], name, value);
          return respond.apply(raw, args);
        },
      });
    }
  }

  protected release(): void {
    this.stream = undefined;
  }
}

/** Headers, as an object or a list of names and values, with one more, unless they have it. */
function withHeader(given: unknown, name: string, value: string): unknown {
  if (Array.isArray(given)) {
    const isThere = given.some((one, i) => i % 2 === 0 && String(one).toLowerCase() === name);
    return isThere ? given : [...given, name, value];
  }
  const headers = given as OutgoingHttpHeaders | null | undefined;
  const names = Object.keys(headers ?? {});
  return names.some((one) => one.toLowerCase() === name) ? given : { ...headers, [name]: value };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
