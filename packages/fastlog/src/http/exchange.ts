import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Context, ServedRequest } from "../fields/async-context.ts";
import { steadyTime } from "../time/steady-time.ts";
import { parseTraceparent, type Traceparent } from "../trace/traceparent.ts";
import type { HttpRequest } from "./http-request.ts";
import { pathOf } from "./path.ts";
import { routeOf } from "./route.ts";

/** Property of requests, responses and streams with their exchange, for all copies of the package. */
export const EXCHANGE: unique symbol = Symbol.for("fastlog.http.exchange/1");

/** Most names of added fields that are kept for the record of a request. Those beyond make a record of their own. */
const MAX_ADDED = 256;

export type AddedFields = Readonly<Record<string, unknown>>;

/** Writes the records of exchanges. */
export interface ExchangeLog {
  /** Writes the record of an exchange that is done. Never throws. */
  write(exchange: Exchange): void;
  /** Writes fields that the record of an exchange has no room for, or that come after it. Never throws. */
  writeMore(exchange: Exchange, fields: AddedFields): void;
}

/** A request and its response, until its record is written. */
export abstract class Exchange implements HttpRequest, ServedRequest {
  readonly method: string;
  /** The request's target, as it was sent. */
  readonly url: string;
  abstract readonly raw: IncomingMessage | ServerHttp2Stream;
  /** The context of all records that are logged meanwhile. */
  context: Context | undefined = undefined;
  /** The context that the server was made in. */
  readonly outer: Context | undefined;
  /** Fields that the program has added to the record. */
  added: AddedFields | undefined = undefined;
  /** Address of the client, if it is asked for. It cannot be read from a closed connection. */
  ip: string | undefined = undefined;
  /** Whether the record was left out, by `skip` or `sample`. */
  isLeftOut = false;
  isDone = false;
  private readonly log: ExchangeLog;
  private readonly begun = steadyTime();
  private took = 0;
  private pathText: string | undefined = undefined;
  private routeName: string | undefined = undefined;
  private parsed: Traceparent | undefined | null = null;

  constructor(log: ExchangeLog, method: string, url: string, outer: Context | undefined) {
    this.log = log;
    this.method = method;
    this.url = url;
    this.outer = outer;
  }

  abstract readonly headers: IncomingHttpHeaders;
  abstract readonly status: number | undefined;
  abstract readonly aborted: boolean;
  /** Bytes of the response's body; `undefined` if they are not known. */
  abstract readonly bytes: number | undefined;
  /** A request header, by its name in lower case. */
  abstract header(name: string): string | undefined;
  abstract readonly peer: string | undefined;
  abstract sendHeader(name: string, value: string): void;
  /** Lets go of the request and the response. The context of a request may live as long as its connection, or longer. */
  protected abstract release(): void;

  get path(): string {
    this.pathText ??= pathOf(this.url);
    return this.pathText;
  }

  get route(): string | undefined {
    return this.routeName ?? (this.isDone ? undefined : routeOf(this.raw, this.path));
  }

  get ms(): number {
    const ms = this.isDone ? this.took : steadyTime() - this.begun;
    return Math.round(ms * 1000) / 1000;
  }

  get trace(): Traceparent | undefined {
    if (this.parsed === null) this.parsed = parseTraceparent(this.header("traceparent"));
    return this.parsed;
  }

  /** Sets the route, unless that is no text. */
  setRoute(route: unknown): void {
    if (typeof route === "string" || route instanceof RegExp) this.routeName = String(route);
  }

  /** Adds fields to the record of the request; if that is written, in a record of their own. */
  add(fields: AddedFields): void {
    if (this.isDone) {
      this.log.writeMore(this, fields);
      return;
    }
    const { added } = this;
    const all = added === undefined ? fields : { ...added, ...fields };
    if (added !== undefined && Object.keys(all).length > MAX_ADDED)
      this.log.writeMore(this, fields);
    else this.added = all;
  }

  /** The response is closed: writes the record. */
  end(): void {
    if (this.isDone) return;
    this.took = steadyTime() - this.begun;
    this.routeName = this.route;
    this.isDone = true;
    this.log.write(this);
    this.added = undefined;
    this.release();
  }
}
