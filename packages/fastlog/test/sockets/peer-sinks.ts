import { join } from "node:path";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import type { Sink } from "../sinks.ts";
import { Peer, type PeerOptions } from "./peer.ts";
import { certified, openssl } from "./peer-certificate.ts";

/** A TCP connection to this process. */
export const tcpPeer: Sink = peerSink({}, ({ port }) => `tcp://127.0.0.1:${port}?`);

/** A Unix stream socket of this process. */
export const unixPeer: Sink = (argv, options) => {
  const path = join(folder(), "socket");
  return peerSink({ path }, () => `unix://${path}?`)(argv, options);
};

/** The same over TLS; `undefined` where there is no openssl(1) to make a certificate. */
export const tlsPeer: Sink | undefined =
  openssl === undefined
    ? undefined
    : (argv, options) => {
        const url = ({ port }: Peer) => `tls://localhost:${port}?ca=${certified().ca}&`;
        return peerSink({ tls: certified() }, url)(argv, options);
      };

/** The buffer holds all that the tests log in one turn, before there is a connection. */
function peerSink(listen: PeerOptions, url: (peer: Peer) => string): Sink {
  return async (argv, options) => {
    const peer = await Peer.listen(listen);
    const env = { ...options?.env, LOG_BACKEND: `${url(peer)}buffer=64mb` };
    const ended = await run(argv, { ...options, env });
    await peer.settled();
    const { text } = peer;
    await peer.close();
    return { ...ended, text };
  };
}
