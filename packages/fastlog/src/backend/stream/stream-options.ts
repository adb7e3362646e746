import type { Address } from "../options/address.ts";
import { bytes, choice, duration, flag, type Kinds, text } from "../options/option-kinds.ts";
import { MAX_BYTES, POOL_KINDS, type PoolOptions } from "../options/pool-options.ts";
import type { Delivery } from "./window.ts";

export type { Delivery } from "./window.ts";

/** Options that all stream sockets have. Times are in milliseconds. */
export interface SocketOptions {
  /**
   * Whether records that may not have arrived when a connection breaks are sent again. Default `at-most-once`.
   */
  readonly delivery?: Delivery;
  /**
   * Number of bytes sent last that may not have arrived when a connection breaks: as many as the socket buffers of
   * both systems hold. With `at-least-once` they stay in memory, and the window is at most a quarter of `buffer`.
   * Default 8,388,608.
   */
  readonly window?: number;
  /** Longest first delay before connecting again; doubled by each failure. Default 100. */
  readonly retryMin?: number;
  /** Longest delay before connecting again. Default 30,000. */
  readonly retryMax?: number;
  /** Timeout of connecting, including the TLS handshake. Default 10,000. */
  readonly connectTimeout?: number;
  /** How long the peer may take nothing before the connection is given up. Default 30,000. */
  readonly writeTimeout?: number;
}

/** Separates records: `auto` is octet counting (RFC 6587) for format `syslog`, and a newline for all others. */
export type FramingName = "auto" | "newline" | "octet-counting";

/** Options of a TCP backend. */
export interface TcpOptions extends PoolOptions, SocketOptions, Address {
  /** Default `auto`. */
  readonly framing?: FramingName;
  /** Idle time before the system sends TCP keep-alive probes, in milliseconds; 0 sends none. Default 30,000. */
  readonly keepAlive?: number;
}

/** Options of a TLS backend, which verifies the certificate of the peer. */
export interface TlsOptions extends TcpOptions {
  /** PEM file with the trusted authorities. Default: those of Node. */
  readonly ca?: string;
  /** PEM file with the certificate of the client. */
  readonly cert?: string;
  /** PEM file with the private key of the client. */
  readonly key?: string;
  /** Name that the certificate of the peer must have. Default: the host. */
  readonly servername?: string;
  /** `false` accepts every certificate, and warns on stderr. Default `true`. */
  readonly rejectUnauthorized?: boolean;
}

/** Options of a Unix stream socket. */
export interface UnixOptions extends PoolOptions, SocketOptions {
  /** Default `newline`. */
  readonly framing?: FramingName;
}

/** Options of the backend for systemd's journal. */
export interface JournaldOptions extends PoolOptions, SocketOptions {
  /** Name of the program in the journal (`SYSLOG_IDENTIFIER`). Default: the name of the main module. */
  readonly identifier?: string;
  /** Socket of the journal. Default `/run/systemd/journal/stdout`. */
  readonly path?: string;
}

const DAY = 86_400_000;

export const SOCKET_KINDS: Kinds = {
  ...POOL_KINDS,
  delivery: choice("at-most-once", "at-least-once"),
  window: bytes(0, MAX_BYTES),
  retryMin: duration(1, DAY),
  retryMax: duration(1, DAY),
  connectTimeout: duration(1, DAY),
  writeTimeout: duration(1, DAY),
};

export const UNIX_KINDS: Kinds = {
  ...SOCKET_KINDS,
  framing: choice("auto", "newline", "octet-counting"),
};

export const TCP_KINDS: Kinds = { ...UNIX_KINDS, keepAlive: duration(0, DAY) };

export const TLS_KINDS: Kinds = {
  ...TCP_KINDS,
  ca: text,
  cert: text,
  key: text,
  servername: text,
  rejectUnauthorized: flag,
};

export const JOURNALD_KINDS: Kinds = { ...SOCKET_KINDS, identifier: text, path: text };

/** {@link SocketOptions} with defaults applied. */
export function withDefaults(options: SocketOptions): Required<SocketOptions> {
  return {
    delivery: options.delivery ?? "at-most-once",
    window: options.window ?? 8_388_608,
    retryMin: options.retryMin ?? 100,
    retryMax: options.retryMax ?? 30_000,
    connectTimeout: options.connectTimeout ?? 10_000,
    writeTimeout: options.writeTimeout ?? 30_000,
  };
}
