import { ownOptions } from "../../own-members.ts";
import { ADDRESS_KINDS, type Address, unusableFor } from "../options/address.ts";
import { bytes, checkGiven, checkObject, duration, type Kinds } from "../options/option-kinds.ts";
import { POOL_KINDS, type PoolOptions } from "../options/pool-options.ts";

/** What all datagram backends have in common. */
export interface DatagramOptions extends PoolOptions {
  /**
   * Packs whole records into one datagram, with a newline between them, until it has this many bytes:
   * 1,400 fit into what networks carry in one piece. Default one record a datagram.
   */
  readonly pack?: number;
  /** The longest record, in bytes without its newline: longer ones are cut. */
  readonly maxDatagram?: number;
  /** The bound of the first delay before opening again; doubled each time. In milliseconds. Default 100. */
  readonly retryMin?: number;
  /** The bound of all delays, in milliseconds. Default 30,000. */
  readonly retryMax?: number;
}

/** Options of a UDP backend. `maxDatagram` is 480 to 65,507; default 8,192. */
export interface UdpOptions extends DatagramOptions, Address {}

/** Options of a Unix datagram backend. `maxDatagram` is 480 to 212,000; default 65,536. */
export type UnixgramOptions = DatagramOptions;

/** With their defaults. */
export interface DatagramSettings {
  readonly buffer: number | undefined;
  readonly overflow: PoolOptions["overflow"];
  readonly flushAfter: number | undefined;
  /** 0 where nothing is packed. */
  readonly pack: number;
  readonly maxDatagram: number;
  readonly retryMin: number;
  readonly retryMax: number;
}

/** What every receiver of syslog by UDP over IPv4 has to take (RFC 5426, section 3.2). */
const LEAST_DATAGRAM = 480;
/** What fits into a packet of IPv4, in which the headers take 28 of 65,535 bytes. */
const MOST_UDP = 65_507;
/** What fits into the send buffer that Linux gives a socket. */
const MOST_UNIXGRAM = 212_000;
const DAY = 86_400_000;

/** The options of `udp`, but for the address. */
export const UDP_KINDS: Kinds = kinds(MOST_UDP);
/** The options of `unixgram`. */
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

/** Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function udpSettings(given: UdpOptions): DatagramSettings {
  checkObject("udp", given);
  const options = ownOptions<UdpOptions>(given);
  const addressed = { ...options, host: options.host ?? null, port: options.port ?? null };
  checkGiven("udp", addressed, { ...UDP_KINDS, ...ADDRESS_KINDS });
  return settings("udp", options, 8_192);
}

/** Throws `ERR_FASTLOG_INVALID_OPTION`. */
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
    throw unusableFor(factory, "pack", pack, `maxDatagram=${maxDatagram} at the most`);
  }
  const { retryMin = 100, retryMax = 30_000 } = options;
  return { buffer, overflow, flushAfter, pack, maxDatagram, retryMin, retryMax };
}
