import type { Backend } from "./backend.ts";
import { type DatagramOptions, UDP_KINDS, UNIXGRAM_KINDS } from "./datagram/datagram-options.ts";
import { udp } from "./datagram/udp.ts";
import { unixgram } from "./datagram/unixgram.ts";
import { addressOf, parametersOf, pathOf } from "./options/url-parts.ts";
import { journald, tcp, tls, unix } from "./stream/factories.ts";
import {
  JOURNALD_KINDS,
  type SocketOptions,
  TCP_KINDS,
  TLS_KINDS,
  UNIX_KINDS,
} from "./stream/stream-options.ts";

// The build evaluates these modules when a function of them is first called, because most programs write to a
// descriptor.
export { journald, tcp, tls, udp, unix, unixgram };

const OPENERS: Readonly<Record<string, (url: string) => Backend>> = {
  unix: (url) => unix(pathOf(url), parametersOf(url, UNIX_KINDS)),
  unixgram: (url) => unixgram(pathOf(url), parametersOf(url, UNIXGRAM_KINDS)),
  udp: (url) => udp({ ...addressOf(url), ...parametersOf<DatagramOptions>(url, UDP_KINDS) }),
  tcp: (url) => tcp({ ...addressOf(url), ...parametersOf<SocketOptions>(url, TCP_KINDS) }),
  tls: (url) => tls({ ...addressOf(url), ...parametersOf<SocketOptions>(url, TLS_KINDS) }),
  journald: (url) => journald(parametersOf(url, JOURNALD_KINDS)),
};

/** Opens the socket that a URL names; returns `undefined` for another scheme. */
export function openSocket(scheme: string, url: string): Backend | undefined {
  return Object.hasOwn(OPENERS, scheme) ? OPENERS[scheme]?.(url) : undefined;
}
