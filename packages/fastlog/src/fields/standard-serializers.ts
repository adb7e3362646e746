import type { IncomingMessage, ServerResponse } from "node:http";
import standard from "pino-std-serializers";
import type { Serializer } from "./serializer.ts";

/** What {@link req} gives for a request. What is `undefined` is not written. */
export interface SerializedRequest {
  /** The request's own `id`, what its `id()` returns, or hapi's `info.id`. */
  readonly id: unknown;
  readonly method: string;
  /** As the client sent it; the one before routers changed it, where Express knows that. */
  readonly url: string;
  /** All of them, secrets included: see `redact`. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Where the framework has parsed them. */
  readonly query?: unknown;
  readonly params?: unknown;
  /** What was serialized. It is not enumerable, and not written. */
  readonly raw: IncomingMessage;
}

/** What {@link res} gives for a response. */
export interface SerializedResponse {
  /** `null` as long as the headers were not sent: it may still change. */
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  /** What was serialized. It is not enumerable, and not written. */
  readonly raw: ServerResponse;
}

/** What {@link err} and {@link errWithCause} give for an error, beside its other properties. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The `errors` of an AggregateError. */
  readonly aggregateErrors?: readonly unknown[];
  /** What was serialized. It is not enumerable, and not written. */
  readonly raw: Error;
  readonly [property: string]: unknown;
}

/**
 * For a request of `node:http`, or what a framework makes of it: `id`, `method`, `url`, `query`, `params`,
 * `headers`, `remoteAddress` and `remotePort`.
 */
export const req: Serializer = (value) => (isRequest(value) ? standard.req(value) : value);

/** For a response of `node:http`: `statusCode` and `headers`. */
export const res: Serializer = (value) => (isResponse(value) ? standard.res(value) : value);

/**
 * For an error, with its causes in its message and its stack, as pino writes it. Without a serializer
 * an error is written with its causes as errors of their own, under `cause`.
 */
export const err: Serializer = (value) => serializedError(value, standard.err);

/** The same with its causes under `cause`, and the `errors` of an AggregateError as `aggregateErrors`. */
export const errWithCause: Serializer = (value) => serializedError(value, standard.errWithCause);

/** A serializer that goes on from what {@link req} gives: `wrapRequestSerializer(({ url }) => ({ url }))`. */
export function wrapRequestSerializer(custom: (request: SerializedRequest) => unknown): Serializer {
  return (value) => (isRequest(value) ? custom(standard.req(value)) : value);
}

/** A serializer that goes on from what {@link res} gives. */
export function wrapResponseSerializer(
  custom: (response: SerializedResponse) => unknown,
): Serializer {
  return (value) => (isResponse(value) ? custom(standard.res(value)) : value);
}

/** A serializer that goes on from what {@link err} gives. */
export function wrapErrorSerializer(custom: (error: SerializedError) => unknown): Serializer {
  return (value) => (isErrorLike(value) ? custom(standard.err(value)) : value);
}

function serializedError(value: unknown, serialize: (error: Error) => unknown): unknown {
  try {
    return isErrorLike(value) ? serialize(value) : value;
  } catch {
    // It marks what it has seen, which a frozen error does not allow; fastlog can do without.
    return value;
  }
}

// Anything may be logged under these names, and pino would take it for what it is not.

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
