import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ServerHttp2Stream } from "node:http2";

/**
 * A request, as the functions among the options of `http()` see it. `headers` and `raw` are there until the record is
 * written.
 */
export interface HttpRequest {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  /** The pattern that the router matched, such as `/users/:id`; `undefined` as long as none is known. */
  readonly route: string | undefined;
  /** The status that was sent; `undefined` as long as none was. */
  readonly status: number | undefined;
  /** Whether the connection was closed before the response was complete. */
  readonly aborted: boolean;
  /** Milliseconds since the request's head was read, or from there to the end. */
  readonly ms: number;
  readonly headers: IncomingHttpHeaders;
  /** The request of `node:http`, which frameworks add their properties to, or the stream of `node:http2`. */
  readonly raw: IncomingMessage | ServerHttp2Stream;
}
