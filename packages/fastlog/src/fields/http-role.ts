import { Stream } from "node:stream";

/** What an object is in an exchange by HTTP: the field that it becomes. */
export type HttpRole = "req" | "res";

/** Of anything; where a property is read here, it may be anything. */
interface Candidate {
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly statusCode?: unknown;
  readonly headersSent?: unknown;
  readonly setHeader?: unknown;
}

/**
 * Whether an object that is no plain one is a request or a response: of `node:http`, `node:http2` and `fetch`, what
 * frameworks make of those, and what is sent by a client as well. May throw.
 */
export function httpRoleOf(value: object): HttpRole | undefined {
  const { method, headers, setHeader } = value as Candidate;
  const canSend = typeof setHeader === "function";
  const hasHeaders = typeof headers === "object" && headers !== null;
  if (typeof method === "string" && (canSend || (hasHeaders && isReceived(value)))) return "req";
  if (canSend) return "headersSent" in value ? "res" : undefined;
  if (!hasHeaders) return undefined;
  if (tagOf(value) === "[object Response]") return "res";
  // A client's response is a message that came in, as a server's request is.
  const isStatus = value instanceof Stream && typeof (value as Candidate).statusCode === "number";
  return isStatus ? "res" : undefined;
}

function isReceived(value: object): boolean {
  return "socket" in value || tagOf(value) === "[object Request]";
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}
