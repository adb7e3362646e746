import { ownOptions } from "../../own-members.ts";
import { ADDRESS_KINDS, type Address, invalidOptionFor } from "../options/address.ts";
import { bytes, checkGiven, checkObject, duration, type Kinds } from "../options/option-kinds.ts";
import { POOL_KINDS, type PoolOptions } from "../options/pool-options.ts";

/** Options that all datagram backends have. */
export interface DatagramOptions extends PoolOptions {
  /**
   * Packs whole records into a datagram of at most this many bytes, separated by newlines. 1,400 bytes pass
   * Ethernet without fragmentation. Default: one record in each datagram.
   */
  readonly pack?: number;
  /** The longest record in bytes, without its newline. Longer records are shortened. */
  readonly maxDatagram?: number;
  /** Longest first delay before opening again, in milliseconds; doubled by each failure. Default 100. */
  readonly retryMin?: number;
  /** Longest delay before opening again, in milliseconds. Default 30,000. */
  readonly retryMax?: number;
}

/** Options of a UDP backend. `maxDatagram` is from 480 to 65,507 bytes; default 8,192. */
export interface UdpOptions extends DatagramOptions, Address {}

/** Options of a Unix datagram backend. `maxDatagram` is from 480 to 212,000 bytes; default 65,536. */
export type UnixgramOptions = DatagramOptions;

/** {@link DatagramOptions} with defaults applied. */
export interface DatagramSettings {
  readonly buffer: number | undefined;
  readonly overflow: PoolOptions["overflow"];
  readonly flushAfter: number | undefined;
  /** 0: datagrams are not packed. */
  readonly pack: number;
  readonly maxDatagram: number;
  readonly retryMin: number;
  readonly retryMax: number;
}

/** Every syslog receiver accepts datagrams of this size over UDP and IPv4 (RFC 5426, section 3.2). */
const LEAST_DATAGRAM = 480;
/** Largest UDP payload over IPv4: 65,535 bytes, less 28 bytes of headers (RFC 791, RFC 768). */
const MOST_UDP = 65_507;
/** Largest datagram that fits into the default send buffer of Linux (`net.core.wmem_default`, 212,992). */
const MOST_UNIXGRAM = 212_000;
const DAY = 86_400_000;

/** Options of `udp()`, without the address. */
export const UDP_KINDS: Kinds = kinds(MOST_UDP);
/** Options of `unixgram()`. */
export const UNIXGRAM_KINDS: Kinds = kinds(MOST_UNIXGRAM);

function kinds(most: number): Kinds {
  return {
    ...POOL_KINDS,
    pack: bytes(1, most),
    maxDatagram: bytes(LEAST_DATAGRAM, most),
    retryMin: duration(1, DAY),
    retryMax: duration(1, DAY),
  };
}

/** Checks the options of `udp()`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function udpSettings(given: UdpOptions): DatagramSettings {
  checkObject("udp", given);
  const options = ownOptions<UdpOptions>(given);
  const addressed = { ...options, host: options.host ?? null, port: options.port ?? null };
  checkGiven("udp", addressed, { ...UDP_KINDS, ...ADDRESS_KINDS });
  return settings("udp", options, 8_192);
}

/** Checks the options of `unixgram()`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function unixgramSettings(options: UnixgramOptions): DatagramSettings {
  checkGiven("unixgram", options, UNIXGRAM_KINDS);
  return settings("unixgram", ownOptions(options), 65_536);
}

function settings(
  factory: string,
  options: DatagramOptions,
  defaultMaxDatagram: number,
): DatagramSettings {
  const { buffer, overflow, flushAfter, pack = 0, maxDatagram = defaultMaxDatagram } = options;
  if (pack > maxDatagram) {
    throw invalidOptionFor(factory, "pack", pack, `maxDatagram=${maxDatagram} at the most`);
  }
  const { retryMin = 100, retryMax = 30_000 } = options;
  return { buffer, overflow, flushAfter, pack, maxDatagram, retryMin, retryMax };
}
