import type { Address } from "../options/address.ts";
import { bytes, choice, duration, flag, type Kinds, text } from "../options/option-kinds.ts";
import { MAX_BYTES, POOL_KINDS, type PoolOptions } from "../options/pool-options.ts";
import type { Delivery } from "./window.ts";

export type { Delivery } from "./window.ts";

/** What all stream sockets have in common. Times are in milliseconds. */
export interface SocketOptions {
  /**
   * What becomes of records that were handed to the operating system and may not have arrived when a
   * connection breaks. Default `at-most-once`.
   */
  readonly delivery?: Delivery;
  /**
   * How many of the last bytes that is: as much as both systems may hold in their socket buffers. With
   * `at-least-once` they stay in memory, and are a quarter of `buffer` at the most. Default 8,388,608.
   */
  readonly window?: number;
  /** The bound of the first delay before connecting again; doubled each time. Default 100. */
  readonly retryMin?: number;
  /** The bound of all delays. Default 30,000. */
  readonly retryMax?: number;
  /** How long connecting may take, TLS included. Default 10,000. */
  readonly connectTimeout?: number;
  /** How long the peer may take nothing before the connection is given up. Default 30,000. */
  readonly writeTimeout?: number;
}

/** How records are told apart: `auto` is octet counting for format `syslog`, else a newline. */
export type FramingName = "auto" | "newline" | "octet-counting";

/** Options of a TCP backend. */
export interface TcpOptions extends PoolOptions, SocketOptions, Address {
  /** Default `auto`. */
  readonly framing?: FramingName;
  /** After how long without traffic the system asks whether the peer is there. 0 is never. Default 30,000. */
  readonly keepAlive?: number;
}

/** Options of a TLS backend. The certificate of the peer is verified. */
export interface TlsOptions extends TcpOptions {
  /** A file of the authorities to trust, in PEM, in place of those that Node comes with. */
  readonly ca?: string;
  /** A file of the client's certificate, in PEM. */
  readonly cert?: string;
  /** A file of the client's key, in PEM. */
  readonly key?: string;
  /** The name that the certificate is to have. Default the host. */
  readonly servername?: string;
  /** `false` accepts every certificate, and says so on stderr. Default `true`. */
  readonly rejectUnauthorized?: boolean;
}

/** Options of a Unix stream socket. */
export interface UnixOptions extends PoolOptions, SocketOptions {
  /** Default `newline`. */
  readonly framing?: FramingName;
}

/** Options of a backend for systemd's journal. */
export interface JournaldOptions extends PoolOptions, SocketOptions {
  /** What the journal calls the program: `SYSLOG_IDENTIFIER`. Default the name of the main module. */
  readonly identifier?: string;
  /** Where the journal listens. Default `/run/systemd/journal/stdout`. */
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

/** The options with their defaults. */
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
