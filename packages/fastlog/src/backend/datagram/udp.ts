import type { Backend } from "../backend.ts";
import { addressUrl } from "../options/address.ts";
import { DatagramBackend } from "./datagram-backend.ts";
import { type UdpOptions, udpSettings } from "./datagram-options.ts";
import { UdpTransport } from "./udp-transport.ts";

/**
 * Sends each record as a UDP datagram, or several in one (`pack`), which costs a tenth for each record. UDP does
 * not confirm arrival: datagrams that the operating system refuses are counted as dropped, and the next one is
 * sent. Throws `ERR_FASTLOG_INVALID_OPTION`.
 */
export function udp(options: UdpOptions): Backend {
  const settings = udpSettings(options);
  const recipe = { factory: "udp", args: [{ ...options }] };
  const transport = new UdpTransport(options, settings);
  return new DatagramBackend(addressUrl("udp", options), transport, settings, recipe);
}
