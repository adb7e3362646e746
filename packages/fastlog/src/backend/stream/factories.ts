import type { Buffer } from "node:buffer";
import fs from "node:fs";
import { basename, resolve } from "node:path";
import { messageOf } from "../../diagnostics/error-message.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";
import type { Backend } from "../backend.ts";
import { JOURNAL_RECORD } from "../delivery/journal-stream.ts";
import { ADDRESS_KINDS, addressUrl, checkPath } from "../options/address.ts";
import { checkGiven, checkObject, type Kinds } from "../options/option-kinds.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Framing, journalFraming, NEWLINE_FRAMING, OCTET_COUNTING } from "./framing.ts";
import { StreamBackend } from "./stream-backend.ts";
import {
  type FramingName,
  JOURNALD_KINDS,
  type JournaldOptions,
  TCP_KINDS,
  type TcpOptions,
  TLS_KINDS,
  type TlsOptions,
  UNIX_KINDS,
  type UnixOptions,
  withDefaults,
} from "./stream-options.ts";

const DEFAULT_KEEP_ALIVE = 30_000;
const JOURNAL = "/run/systemd/journal/stdout";

/**
 * Sends records over TCP, and connects again when the connection is lost. Throws `ERR_FASTLOG_INVALID_OPTION`. A
 * peer that cannot be reached is not an error: records wait in the buffer.
 */
export function tcp(given: TcpOptions): Backend {
  const options = addressed("tcp", given, TCP_KINDS);
  const name = addressUrl("tcp", options);
  const recipe = { factory: "tcp", args: [{ ...options }] };
  return new StreamBackend(name, tcpEndpoint(options), withDefaults(options), options, recipe);
}

/**
 * Sends records over TLS, and verifies the certificate of the peer. Throws `ERR_FASTLOG_INVALID_OPTION`, and
 * `ERR_FASTLOG_BACKEND_UNAVAILABLE` if a file that it names cannot be read.
 */
export function tls(given: TlsOptions): Backend {
  const options = addressed("tls", given, TLS_KINDS);
  const { host, port, rejectUnauthorized = true, keepAlive = DEFAULT_KEEP_ALIVE } = options;
  const { isIP } = process.getBuiltinModule("node:net");
  // An IP address is not permitted as a server name (RFC 6066, section 3).
  const servername = options.servername ?? (isIP(host) === 0 ? host : undefined);
  const target = {
    host,
    port,
    rejectUnauthorized,
    ...(servername === undefined ? {} : { servername }),
    ...pem("ca", options.ca),
    ...pem("cert", options.cert),
    ...pem("key", options.key),
  };
  const endpoint: Endpoint = {
    ready: "secureConnect",
    destination: { kind: "tls", options: target },
    framing: (format) => framingOf(options.framing, format),
    connect() {
      const { connect } = process.getBuiltinModule("node:tls");
      const socket = connect(target);
      socket.setNoDelay(true);
      socket.setKeepAlive(keepAlive > 0, keepAlive);
      return socket;
    },
    warning: rejectUnauthorized
      ? undefined
      : "the peer's certificate is not verified (rejectUnauthorized=false)",
  };
  const recipe = { factory: "tls", args: [{ ...options }] };
  const name = addressUrl("tls", options);
  return new StreamBackend(name, endpoint, withDefaults(options), options, recipe);
}

/** Sends records to a Unix stream socket. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function unix(path: string, given: UnixOptions = {}): Backend {
  checkPath("unix", path);
  checkGiven("unix", given, UNIX_KINDS);
  const options = ownOptions<UnixOptions>(given);
  const name = `unix://${resolve(path)}`;
  const framing = (format: string) => framingOf(options.framing ?? "newline", format);
  const recipe = { factory: "unix", args: [resolve(path), { ...options }] };
  return new StreamBackend(
    name,
    unixEndpoint(path, framing),
    withDefaults(options),
    options,
    recipe,
  );
}

/**
 * Sends records to systemd's journal, over its stream socket. Lines keep their format; levels become priorities
 * (sd-daemon(3)). Throws `ERR_FASTLOG_INVALID_OPTION`.
 */
export function journald(given: JournaldOptions = {}): Backend {
  checkGiven("journald", given, JOURNALD_KINDS);
  const options = ownOptions<JournaldOptions>(given);
  const { path = JOURNAL, identifier = programName() } = options;
  const framing = journalFraming(identifier.replaceAll("\n", " "));
  const target = { path: resolve(path), allowHalfOpen: true };
  const endpoint: Endpoint = {
    ...unixEndpoint(path, () => framing),
    connect: () => process.getBuiltinModule("node:net").connect(target),
    isMute: true,
    maxRecord: JOURNAL_RECORD,
  };
  // A worker has another main module, but belongs to the same program in the journal.
  const recipe = { factory: "journald", args: [{ ...options, identifier }] };
  return new StreamBackend("journald:", endpoint, withDefaults(options), options, recipe);
}

function tcpEndpoint(options: TcpOptions): Endpoint {
  const { host, port, keepAlive = DEFAULT_KEEP_ALIVE } = options;
  const target = { host, port };
  return {
    ready: "connect",
    destination: { kind: "stream", options: target },
    framing: (format) => framingOf(options.framing, format),
    connect() {
      const { connect } = process.getBuiltinModule("node:net");
      return connect({
        ...target,
        noDelay: true,
        keepAlive: keepAlive > 0,
        keepAliveInitialDelay: keepAlive,
      });
    },
  };
}

function unixEndpoint(path: string, framing: (format: string) => Framing): Endpoint {
  const target = { path: resolve(path) };
  return {
    ready: "connect",
    destination: { kind: "stream", options: target },
    framing,
    connect: () => process.getBuiltinModule("node:net").connect(target),
  };
}

function framingOf(name: FramingName = "auto", format: string): Framing {
  const counts = name === "auto" ? format === "syslog" : name === "octet-counting";
  return counts ? OCTET_COUNTING : NEWLINE_FRAMING;
}

/** Checks options with a host and a port. Throws `ERR_FASTLOG_INVALID_OPTION`. */
function addressed<T extends TcpOptions>(factory: string, given: T, kinds: Kinds): T {
  checkObject(factory, given);
  const options = ownOptions<T>(given);
  const whole = { ...options, host: options.host ?? null, port: options.port ?? null };
  checkGiven(factory, whole, { ...kinds, ...ADDRESS_KINDS });
  return options;
}

/** Reads a file, and returns its content under the name of its option. */
function pem(name: string, path: string | undefined): Readonly<Record<string, Buffer>> {
  if (path === undefined) return {};
  try {
    return { [name]: fs.readFileSync(path) };
  } catch (error) {
    throw new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `cannot read ${name} "${path}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function programName(): string {
  return basename(process.argv[1] ?? process.execPath) || "node";
}
