import { Stream } from "node:stream";
import { allNames } from "./inherited.ts";
import { formOf, isAttribute, propertiesOf } from "./instance.ts";
import type { Bare } from "./kind.ts";
import { classMark } from "./markers.ts";

/** An object of unknown kind. Each of its properties may be anything. */
type Emitter = object & {
  readonly [name in "address" | "freeSockets" | "getHeader" | "listen" | "sockets"]?: unknown;
};

/** Internal properties of every emitter. */
const INTERNAL: ReadonlySet<string> = new Set([
  "_events",
  "_eventsCount",
  "_maxListeners",
  "domain",
]);

/** A property of nearly every stream that tells nothing. */
const USUAL = "allowHalfOpen";

/**
 * The form of an event emitter in the output. A request, response, socket or server is represented by what
 * identifies it: all of it would be 10 KB with the secrets of its headers. Other streams and emitters are
 * represented by their non-internal properties. May throw.
 *
 * @param thrown Returns the text for a property whose getter throws.
 */
export function emitterForm(value: object, thrown: (error: unknown) => string): Bare | object {
  if (value === process) return "[process]";
  const emitter: Emitter = value;
  const known = requestForm(emitter) ?? responseForm(emitter) ?? endForm(emitter);
  if (known !== undefined) return formOf(value, known);
  if (isAgent(emitter)) return classMark(value);
  return formOf(value, stateOf(value, thrown));
}

/** The form of a request, received or sent, of `node:http`, `node:http2` or anything alike. */
function requestForm(value: Emitter): object | undefined {
  const current = read(value, "_currentRequest");
  // follow-redirects keeps its current request inside itself.
  if (typeof current === "object" && current !== null) return requestForm(current);
  const method = read(value, "method");
  const isRequest = typeof method === "string" && (hasHeaders(value) || canSend(value));
  if (!isRequest) return undefined;
  const socket = read(value, "socket");
  return present({
    id: word(read(value, "id")),
    method,
    url: urlOf(value),
    remoteAddress: word(read(socket, "remoteAddress")),
    remotePort: word(read(socket, "remotePort")),
  });
}

/** The form of a response, sent or received. */
function responseForm(value: Emitter): object | undefined {
  const statusCode = read(value, "statusCode");
  if (typeof statusCode !== "number") return undefined;
  // The status may change until the headers are sent.
  if (canSend(value))
    return { statusCode: read(value, "headersSent") === true ? statusCode : null };
  if (!hasHeaders(value)) return undefined;
  return present({ statusCode, statusMessage: word(read(value, "statusMessage")) });
}

/** The form of a socket or server: its addresses. */
function endForm(value: Emitter): object | undefined {
  if (typeof value.listen === "function" && typeof value.address === "function") {
    const address: unknown = value.address();
    return typeof address === "object" ? { ...address } : { address };
  }
  if (!("remoteAddress" in value && "localPort" in value)) return undefined;
  return present({
    remoteAddress: word(read(value, "remoteAddress")),
    remotePort: word(read(value, "remotePort")),
    localAddress: word(read(value, "localAddress")),
    localPort: word(read(value, "localPort")),
  });
}

function isAgent(value: Emitter): boolean {
  return typeof value.freeSockets === "object" && typeof value.sockets === "object";
}

/**
 * The public properties of a stream. Properties that begin with `_` are internal, even if the class has attributes.
 */
function stateOf(value: object, thrown: (error: unknown) => string): object {
  const own = Object.keys(value);
  const open = own.filter((name) => !name.startsWith("_") && name !== USUAL);
  if (value instanceof Stream) return propertiesOf(value, open, thrown, isPresent);
  const inherited = allNames(value).slice(own.length);
  if (inherited.length > 0) {
    const names = [...open, ...inherited.filter((name) => !name.startsWith("_"))];
    return propertiesOf(value, names, thrown, isAttribute);
  }
  const names = own.filter((name) => !INTERNAL.has(name));
  return propertiesOf(value, names, thrown, isPresent);
}

function isPresent(property: unknown): boolean {
  return property !== undefined;
}

function urlOf(value: Emitter): unknown {
  const url = word(read(value, "originalUrl")) ?? word(read(value, "url"));
  if (url !== undefined) return url;
  const path = word(read(value, "path"));
  const host = word(read(value, "host"));
  if (host === undefined) return path;
  return `${word(read(value, "protocol")) ?? "http:"}//${word(hostHeader(value)) ?? host}${path ?? ""}`;
}

/** The Host header, which includes the port. */
function hostHeader(value: Emitter): unknown {
  try {
    return typeof value.getHeader === "function" ? value.getHeader("host") : undefined;
  } catch {
    return undefined;
  }
}

function hasHeaders(value: Emitter): boolean {
  const headers = read(value, "headers");
  return typeof headers === "object" && headers !== null;
}

function canSend(value: Emitter): boolean {
  return typeof read(value, "setHeader") === "function";
}

/** Reads a property; `undefined` if it throws, as on a stream that has ended. */
function read(value: unknown, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function word(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function present(attributes: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
