import { Stream } from "node:stream";

/** Role of an object in an HTTP exchange, named as the field that it becomes. */
export type HttpRole = "req" | "res";

/** An object of unknown kind. Each of its properties may be anything. */
interface Candidate {
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly statusCode?: unknown;
  readonly headersSent?: unknown;
  readonly setHeader?: unknown;
}

/**
 * Whether an object that is no plain one is a request or a response: of `node:http`, `node:http2` or `fetch`, a
 * framework's wrapper of one, or a client's. May throw.
 */
export function httpRoleOf(value: object): HttpRole | undefined {
  const { method, headers, setHeader } = value as Candidate;
  const canSend = typeof setHeader === "function";
  const hasHeaders = typeof headers === "object" && headers !== null;
  if (typeof method === "string" && (canSend || (hasHeaders && isReceived(value)))) return "req";
  if (canSend) return "headersSent" in value ? "res" : undefined;
  if (!hasHeaders) return undefined;
  if (tagOf(value) === "[object Response]") return "res";
  // A client's response is an incoming message, as a server's request is.
  const isStatus = value instanceof Stream && typeof (value as Candidate).statusCode === "number";
  return isStatus ? "res" : undefined;
}

function isReceived(value: object): boolean {
  return "socket" in value || tagOf(value) === "[object Request]";
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}
