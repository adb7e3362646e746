import type { IncomingMessage, ServerResponse } from "node:http";
import standard from "pino-std-serializers";
import type { Serializer } from "./serializer.ts";

/** Result of {@link req} for a request. Properties that are `undefined` are not written. */
export interface SerializedRequest {
  /** The request's own `id`, what its `id()` returns, or hapi's `info.id`. */
  readonly id: unknown;
  readonly method: string;
  /** As the client sent it; before changes by routers, if Express kept it. */
  readonly url: string;
  /** All headers, secrets included: see `redact`. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Present if the framework has parsed it. */
  readonly query?: unknown;
  readonly params?: unknown;
  /** The serialized object. Not enumerable, and not written. */
  readonly raw: IncomingMessage;
}

/** Result of {@link res} for a response. */
export interface SerializedResponse {
  /** `null` until the headers are sent, because it may still change. */
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  /** The serialized object. Not enumerable, and not written. */
  readonly raw: ServerResponse;
}

/** Result of {@link err} and {@link errWithCause} for an error, beside its other properties. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The `errors` of an AggregateError. */
  readonly aggregateErrors?: readonly unknown[];
  /** The serialized object. Not enumerable, and not written. */
  readonly raw: Error;
  readonly [property: string]: unknown;
}

/**
 * Serializes a request of `node:http`, or a framework's wrapper of one: `id`, `method`, `url`, `query`, `params`,
 * `headers`, `remoteAddress` and `remotePort`. Other values are unchanged.
 */
export const req: Serializer = (value) => (isRequest(value) ? standard.req(value) : value);

/** Serializes a response of `node:http`: `statusCode` and `headers`. Other values are unchanged. */
export const res: Serializer = (value) => (isResponse(value) ? standard.res(value) : value);

/**
 * Serializes an error with its causes in its message and stack, as pino does. Without a serializer, fastlog writes
 * causes as errors of their own under `cause`.
 */
export const err: Serializer = (value) => serializedError(value, standard.err);

/** Serializes an error with its causes under `cause`, and the `errors` of an AggregateError as `aggregateErrors`. */
export const errWithCause: Serializer = (value) => serializedError(value, standard.errWithCause);

/** Makes a serializer that transforms the result of {@link req}: `wrapRequestSerializer(({ url }) => ({ url }))`. */
export function wrapRequestSerializer(custom: (request: SerializedRequest) => unknown): Serializer {
  return (value) => (isRequest(value) ? custom(standard.req(value)) : value);
}

/** Makes a serializer that transforms the result of {@link res}. */
export function wrapResponseSerializer(
  custom: (response: SerializedResponse) => unknown,
): Serializer {
  return (value) => (isResponse(value) ? custom(standard.res(value)) : value);
}

/** Makes a serializer that transforms the result of {@link err}. */
export function wrapErrorSerializer(custom: (error: SerializedError) => unknown): Serializer {
  return (value) => (isErrorLike(value) ? custom(standard.err(value)) : value);
}

function serializedError(value: unknown, serialize: (error: Error) => unknown): unknown {
  try {
    return isErrorLike(value) ? serialize(value) : value;
  } catch {
    // The package marks serialized errors, which fails for a frozen one. fastlog does not need the mark.
    return value;
  }
}

// Any value may be logged under these names, and pino would take it for a request or response.

function isRequest(value: unknown): value is IncomingMessage {
  return has(value, "method") && has(value, "headers");
}

function isResponse(value: unknown): value is ServerResponse {
  return has(value, "headersSent") && typeof value.headersSent === "boolean";
}

function isErrorLike(value: unknown): value is Error {
  return has(value, "message") && typeof value.message === "string";
}

function has<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === "object" && value !== null && name in value;
}
