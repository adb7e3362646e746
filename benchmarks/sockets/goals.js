import { atLeast, atMost } from "../verdict.js";

/**
 * What the figures of sockets have to be. All of them are of one process each, and so is what they are
 * compared with.
 *
 * @param {ReturnType<import("./measure.js").measureSockets>} results
 * @returns {import("../verdict.js").Verdict[]}
 */
export function judgeSockets({ tcp, unix, udp, stalled }) {
  const lost = tcp.fastlog.lost + unix.fastlog.lost;
  const pino = Math.min(tcp.fastlog.pinoTimes, unix.fastlog.pinoTimes);
  const winston = Math.min(...[tcp, unix].map((way) => way["winston: stream"].slower));
  const { message, integer, calls, counted } = stalled;
  return [
    atLeast(12, "TCP, as times of a bare socket", tcp.fastlog.share, 0.8, "x"),
    atLeast(12, "Unix, as times of a bare socket", unix.fastlog.share, 0.8, "x"),
    atMost(12, "records lost by that", lost, 0, ""),
    atLeast(13, "as times of pino-socket", pino, 5, "x"),
    atLeast(13, "as times of winston", winston, 5, "x"),
    atLeast(13, "as times of log4js", tcp["log4js: tcp"].slower, 5, "x"),
    atLeast(14, "UDP, as times of a bare socket", udp.single.fastlog.share, 1, "x"),
    atLeast(14, "packed, as times of one a datagram", udp.packed.fastlog.singleTimes, 5, "x"),
    atMost(15, "a call that is dropped: a message", message, 50, "ns"),
    atMost(15, "a call that is dropped: an integer", integer, 50, "ns"),
    atMost(15, "of those not counted as dropped", calls - counted, 0, ""),
  ];
}
